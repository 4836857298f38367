import re

import pytest

from kipux.entrypoints.web.packed import Unpackable, pack, packed, packed_modules


def test_modules_become_one_that_exports_what_they_did() -> None:
    text = pack(
        {
            "js/lib/a.js": 'import Vendor from "vendor";\nexport const one = 1;\nexport async function two() {}\n',
            "js/elements/b.js": 'import { one as uno } from "../lib/a.js";\nexport { two } from "../lib/a.js";\nexport class B {}\n',
        }
    )
    assert text == (
        'import Vendor from "vendor";\n'
        "// js/lib/a.js\nconst $js_lib_a = (() => {\nconst one = 1;\nasync function two() {}\nreturn { one, two };\n})();\n"
        "// js/elements/b.js\nconst $js_elements_b = (() => {\nconst { one: uno } = $js_lib_a;\nconst { two } = $js_lib_a;\n"
        "class B {}\nreturn { B, two };\n})();\n"
        "export const { one } = $js_lib_a;\nexport const { two } = $js_lib_a;\nexport const { B } = $js_elements_b;\n"
    )


def test_what_is_imported_later_is_found_from_the_packed_file() -> None:
    assert 'import("./models/x.js")' in pack({"js/elements/b.js": 'const later = () => import("../models/x.js");\n'})


def test_one_name_exported_twice_is_refused() -> None:
    with pytest.raises(Unpackable, match="both export same"):
        pack({"js/a.js": "export const same = 1;\n", "js/b.js": "export function same() {}\n"})


def test_an_export_of_another_kind_is_refused() -> None:
    with pytest.raises(Unpackable, match=r"js/a\.js exports in a way that is not packed"):
        pack({"js/a.js": "export default 1;\n"})


def test_each_module_of_the_chat_page_stands_after_those_that_it_imports() -> None:
    text = packed()
    assert "js/elements/chat-app.js" in packed_modules()
    for scope in re.findall(r"= (\$\w+);", text):
        assert text.index(f"const {scope} = (") < text.index(f"= {scope};")
    assert not re.search(r'^import [^"]*"\.', text, re.MULTILINE)
