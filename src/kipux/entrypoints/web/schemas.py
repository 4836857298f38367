"""What the API takes. Unknown fields are refused; text is bounded and holds no NUL, which no database takes."""

from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from kipux.application.generation.opening import Opening
from kipux.application.use_cases.send_message import TEXT_LENGTH
from kipux.domain.connection import KEY_LENGTH
from kipux.domain.instructions import INSTRUCTIONS_LENGTH, MOST_OUTPUT, NO_PARAMETERS, TEMPERATURES, Effort, Parameters
from kipux.domain.preset import ICON_LENGTH, MODEL_LENGTH, PRESET_NAME_LENGTH, STARTER_LENGTH, STARTERS, Recipe
from kipux.domain.summary import SUMMARY_LENGTH
from kipux.domain.user import FAVOURITES
from kipux.domain.web_use import WebUse

NO_NUL: Final = "^[^\u0000]*$"

Line = Annotated[str, Meta(max_length=1_000, pattern=NO_NUL)]
"""Any short text; the use cases know the finer rules."""
ModelId = Annotated[str, Meta(max_length=300, pattern=NO_NUL)]
Text = Annotated[str, Meta(max_length=TEXT_LENGTH, pattern=NO_NUL)]
InstructionsText = Annotated[str, Meta(max_length=INSTRUCTIONS_LENGTH, pattern=NO_NUL)]
Password = Annotated[str, Meta(max_length=10_000)]
Region = Annotated[str, Meta(pattern="^[A-Za-z]{2}$")]


class NewAccount(Struct, frozen=True, forbid_unknown_fields=True):
    """`region` (ISO 3166, such as PE) reads a phone number without its country code."""

    name: Line
    email: Line
    phone: Line
    password: Password
    region: Region | None = None


class Credentials(Struct, frozen=True, forbid_unknown_fields=True):
    """E-mail and password."""

    email: Line
    password: Password


class PasswordChange(Struct, frozen=True, forbid_unknown_fields=True):
    """The password as it is, and as it shall be."""

    old_password: Password
    new_password: Password


class AccountDeletion(Struct, frozen=True, forbid_unknown_fields=True):
    """The password, once more: what follows cannot be undone."""

    password: Password


class PreferencesPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change; null or left out leaves it as it is, an empty `locale` or `default_model` forgets the choice."""

    theme: Literal["system", "light", "dark"] | None = None
    locale: Literal["es", "en", ""] | None = None
    default_model: ModelId | None = None
    send_key: Literal["enter", "modifier"] | None = None
    text_size: Literal["normal", "large", "larger"] | None = None
    instructions: InstructionsText | None = None
    favourites: Annotated[list[ModelId], Meta(max_length=FAVOURITES)] | None = None


class ProfilePatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change; null or left out leaves it as it is."""

    name: Line | None = None
    phone: Line | None = None
    region: Region | None = None
    preferences: PreferencesPatch | None = None


class ConnectionWish(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty `key` stands for the one that is kept for this very `url`, or for none."""

    url: Line
    key: Annotated[str, Meta(max_length=KEY_LENGTH, pattern=NO_NUL)] = ""


class ToolsWish(Struct, frozen=True, forbid_unknown_fields=True):
    """What the reply may use. `web`: as the model sees fit and when the text holds a link, before it answers, or not at all."""

    web: WebUse = WebUse.AUTO


class NewMessage(Struct, frozen=True, forbid_unknown_fields=True):
    """`parent_id` left out, the message follows the current leaf; another message of the conversation starts a branch after it,
    and null starts one at the root: so the first message is edited.
    """

    text: Text
    model: ModelId | None = None
    parent_id: UUID | UnsetType | None = UNSET
    tools: ToolsWish | None = None

    @property
    def web(self) -> WebUse:
        """Whether the reply may look things up."""
        return self.tools.web if self.tools else WebUse.AUTO


class ParametersWish(Struct, frozen=True, forbid_unknown_fields=True):
    """How a model should answer; null or left out leaves it to the provider."""

    temperature: Annotated[float, Meta(ge=TEMPERATURES[0], le=TEMPERATURES[1])] | None = None
    max_output_tokens: Annotated[int, Meta(ge=1, le=MOST_OUTPUT)] | None = None
    reasoning_effort: Literal["low", "medium", "high"] | None = None


def parameters_of(wish: ParametersWish | None) -> Parameters:
    """The same for the use cases; none at all where none were sent."""
    if wish is None:
        return NO_PARAMETERS
    effort = None if wish.reasoning_effort is None else Effort(wish.reasoning_effort)
    return Parameters(wish.temperature, wish.max_output_tokens, effort)


class Instructions(Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of every reply of a conversation."""

    instructions: InstructionsText = ""
    parameters: ParametersWish | None = None


class NewConversation(Struct, frozen=True, forbid_unknown_fields=True):
    """Empty, or begun with its first message, from which it then takes its title. A `temporary` one has none, is in no list, no
    search and no export, and is erased when its page was left for two minutes, an hour after its last message, or on `DELETE`.

    `instructions` and `parameters` that are null or left out are those of the preset, if there is one; so is `model`.
    """

    title: Line | None = None
    model: ModelId | None = None
    message: NewMessage | None = None
    instructions: InstructionsText | None = None
    parameters: ParametersWish | None = None
    temporary: bool = False
    preset_id: UUID | None = None

    @property
    def opening(self) -> Opening:
        """The same for the use cases."""
        parameters = None if self.parameters is None else parameters_of(self.parameters)
        return Opening(self.instructions, parameters, self.preset_id)


class Visit(Struct, frozen=True, forbid_unknown_fields=True):
    """`view` is a name that a page gives itself when it is loaded; `here` whether it is shown, or was left."""

    view: Annotated[str, Meta(pattern="^[0-9A-Za-z-]{1,64}$")]
    here: bool


PresetName = Annotated[str, Meta(max_length=PRESET_NAME_LENGTH, pattern=NO_NUL)]
PresetIcon = Annotated[str, Meta(max_length=ICON_LENGTH)]
PresetModel = Annotated[str, Meta(max_length=MODEL_LENGTH, pattern=NO_NUL)]
Starter = Annotated[str, Meta(max_length=STARTER_LENGTH, pattern=NO_NUL)]
Starters = Annotated[tuple[Starter, ...], Meta(max_length=STARTERS)]


class NewPreset(Struct, frozen=True, forbid_unknown_fields=True):
    """`icon` is one emoji or the name of one of our own drawings; `model` may be one that is not offered here."""

    name: PresetName
    icon: PresetIcon = ""
    model: PresetModel | None = None
    instructions: InstructionsText = ""
    parameters: ParametersWish = ParametersWish()
    starters: Starters = ()

    @property
    def recipe(self) -> Recipe:
        """The same for the use cases."""
        return Recipe(
            name=self.name,
            icon=self.icon,
            model=self.model,
            instructions=self.instructions,
            parameters=parameters_of(self.parameters),
            starters=self.starters,
        )


class PresetFile(NewPreset, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A preset as a file; `kipux_preset` is the version of its format."""

    kipux_preset: Literal[1]


class PresetPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change; null or left out leaves it as it is, an empty `model` forgets it. `parameters` are replaced as a whole."""

    name: PresetName | None = None
    icon: PresetIcon | None = None
    model: PresetModel | None = None
    instructions: InstructionsText | None = None
    parameters: ParametersWish | None = None
    starters: Starters | None = None


class ConversationPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change; null or left out leaves it as it is."""

    title: Line | None = None
    pinned: bool | None = None
    archived: bool | None = None
    model: ModelId | None = None


class SummaryPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of the new text."""

    text: Annotated[str, Meta(max_length=SUMMARY_LENGTH, pattern=NO_NUL)]


class Regeneration(Struct, frozen=True, forbid_unknown_fields=True):
    """`model`: another one than last time."""

    model: ModelId | None = None
