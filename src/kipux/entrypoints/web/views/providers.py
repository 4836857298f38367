"""Whoever serves a model, by the name that people know them by."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kipux.domain.model import Model

_NAMES = {
    "ai21": "AI21",
    "anthropic": "Anthropic",
    "azure": "Azure OpenAI",
    "azure_ai": "Azure AI",
    "bedrock": "Amazon Bedrock",
    "bedrock_converse": "Amazon Bedrock",
    "cerebras": "Cerebras",
    "cloudflare": "Cloudflare",
    "codestral": "Mistral",
    "cohere": "Cohere",
    "cohere_chat": "Cohere",
    "dashscope": "Alibaba Cloud",
    "databricks": "Databricks",
    "deepinfra": "DeepInfra",
    "deepseek": "DeepSeek",
    "fireworks_ai": "Fireworks AI",
    "gemini": "Google",
    "github": "GitHub Models",
    "github_copilot": "GitHub Copilot",
    "groq": "Groq",
    "hosted_vllm": "vLLM",
    "huggingface": "Hugging Face",
    "hyperbolic": "Hyperbolic",
    "lambda_ai": "Lambda",
    "litellm_proxy": "LiteLLM",
    "llamafile": "llamafile",
    "lm_studio": "LM Studio",
    "meta_llama": "Meta",
    "mistral": "Mistral",
    "moonshot": "Moonshot AI",
    "nebius": "Nebius",
    "novita": "Novita AI",
    "nvidia_nim": "NVIDIA NIM",
    "ollama": "Ollama",
    "ollama_chat": "Ollama",
    "openai": "OpenAI",
    "openrouter": "OpenRouter",
    "perplexity": "Perplexity",
    "replicate": "Replicate",
    "sagemaker": "Amazon SageMaker",
    "sambanova": "SambaNova",
    "text-completion-openai": "OpenAI",
    "together_ai": "Together AI",
    "vercel_ai_gateway": "Vercel AI Gateway",
    "vertex_ai": "Vertex AI",
    "vllm": "vLLM",
    "voyage": "Voyage AI",
    "watsonx": "IBM watsonx",
    "xai": "xAI",
    "xinference": "Xinference",
}
_UNTOLD = frozenset({"openai_like", "custom_openai"})
"""These say which protocol a model speaks, and not who serves it."""


def provider_name(provider: str | None) -> str | None:
    """As people know it: `vertex_ai-anthropic_models` is Vertex AI; one that is not known stays as the gateway writes it."""
    if provider is None or provider in _UNTOLD:
        return None
    return _NAMES.get(provider) or _NAMES.get(provider.partition("-")[0]) or provider


def shown_names(models: Iterable[Model]) -> Mapping[str, str]:
    """By id, the name without the provider that stands beside it (`groq/llama3` is llama3), unless two would look the same."""
    models = tuple(models)
    short = {model.id: _without_provider(model) for model in models}
    looks = Counter((short[model.id], provider_name(model.provider)) for model in models)
    alone = (model for model in models if looks[short[model.id], provider_name(model.provider)] == 1)
    return {model.id: model.name for model in models} | {model.id: short[model.id] for model in alone}


def _without_provider(model: Model) -> str:
    prefix, slash, rest = model.name.partition("/")
    return rest if slash and rest and prefix == model.provider else model.name
