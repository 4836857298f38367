"""An engine for searx that knows every field; searx loads this file with its own Python, and sets `base_url` from its settings."""

from datetime import datetime
from json import loads
from typing import Any
from urllib.parse import urlencode

about = {
    "website": None,
    "wikidata_id": None,
    "official_api_documentation": None,
    "use_official_api": False,
    "require_api_key": False,
    "results": "JSON",
}
categories = ["general"]
base_url = ""


def request(query: str, params: dict[str, Any]) -> dict[str, Any]:
    params["url"] = f"{base_url}?" + urlencode({"q": query, "lang": params["language"], "safe": params["safesearch"]})
    return params


def response(resp: Any) -> list[dict[str, Any]]:
    found = loads(resp.text)
    for result in found["results"]:
        if "publishedDate" in result:
            result["publishedDate"] = datetime.fromisoformat(result["publishedDate"])
    listed: list[dict[str, Any]] = [
        *found["results"],
        *({"suggestion": words} for words in found["suggestions"]),
        *({"answer": answer, "url": "https://example.org/answer"} for answer in found["answers"]),
        *found["infoboxes"],
    ]
    return listed
