"""The body of a chat request: what is listed here goes out, and nothing else."""

import msgspec

from kipux.application.ports.llm_gateway import ChatRequest, PromptMessage, ToolCall, ToolSpec


def body_of(request: ChatRequest) -> bytes:
    """The request in OpenAI's format, streamed, with usage at the end. Text that no UTF-8 can hold loses those characters."""
    fields = {
        "model": request.model,
        "messages": [_message(message) for message in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "user": request.user,
        "tools": [_tool(tool) for tool in request.tools] or None,
        "tool_choice": "none" if request.tools and not request.may_call else None,
        "temperature": request.temperature,
        "max_tokens": request.max_output_tokens,
        "reasoning_effort": request.reasoning_effort,
    }
    return msgspec.json.encode({name: value for name, value in fields.items() if value is not None})


def _message(message: PromptMessage) -> dict[str, object]:
    written: dict[str, object] = {"role": message.role, "content": _encodable(message.text)}
    if message.tool_calls:
        written["content"] = written["content"] or None
        written["tool_calls"] = [_tool_call(call) for call in message.tool_calls]
    if message.tool_call_id is not None:
        written["tool_call_id"] = message.tool_call_id
    return written


def _tool_call(call: ToolCall) -> dict[str, object]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": _encodable(call.arguments)}}


def _tool(tool: ToolSpec) -> dict[str, object]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": function}


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
