import pytest

from kipux.domain.model import Model
from kipux.entrypoints.web.views.providers import provider_name, shown_names


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("openai", "OpenAI"),
        ("vertex_ai-anthropic_models", "Vertex AI"),
        ("text-completion-openai", "OpenAI"),
        ("mi_proveedor", "mi_proveedor"),
        ("openai_like", None),
        (None, None),
    ],
)
def test_a_provider_is_named_as_people_know_it(provider: str | None, name: str | None) -> None:
    assert provider_name(provider) == name


def test_a_name_does_not_repeat_the_provider_that_stands_beside_it() -> None:
    models = [
        Model(id="gemini/gemini-2.5-pro", name="gemini/gemini-2.5-pro", provider="gemini"),
        Model(id="team/fast", name="team/fast", provider="openai"),
        Model(id="groq/", name="groq/", provider="groq"),
    ]
    assert list(shown_names(models).values()) == ["gemini-2.5-pro", "team/fast", "groq/"]


def test_two_models_of_a_provider_never_look_the_same() -> None:
    models = [
        Model(id="gpt-4o", name="gpt-4o", provider="openai"),
        Model(id="openai/gpt-4o", name="openai/gpt-4o", provider="openai"),
        Model(id="azure/gpt-4o", name="azure/gpt-4o", provider="azure"),
    ]
    assert list(shown_names(models).values()) == ["gpt-4o", "openai/gpt-4o", "gpt-4o"]
