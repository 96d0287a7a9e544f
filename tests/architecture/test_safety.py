"""One module per dangerous thing; everything else may not touch it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import Module, dotted, modules

FORBIDDEN_IMPORTS = {
    "pickle": "a pickle runs whatever it holds",
    "marshal": "it runs whatever it holds",
    "requests": "outgoing requests go through one module",
    "httpx": "outgoing requests go through one module",
    "urllib.request": "outgoing requests go through one module",
    "psycopg": "psycopg2 alone is supported",
    "yaml": "nothing of ours is written in it",
    "xml.etree": "XML of strangers needs a parser that refuses entities",
}
TO_PEOPLE_OUTSIDE = "relationships/alumni/letter_actions.py"
TO_COLLEAGUES = {
    "relationships/attention/notice_actions.py",
    "relationships/clients/wall_notice_actions.py",
    "relationships/dashboards/weekly_mail_actions.py",
}
# What may be called in one module only.
ONLY_IN: dict[str, set[str]] = {
    "mark_safe": set(),
    "Drawn": {"relationships/foundation/markup.py"},
    "csv.writer": {"relationships/foundation/csv_export.py"},
    "csv.DictWriter": set(),
    "send_mail": set(),
    "EmailMessage": set(),
    "EmailMultiAlternatives": {TO_PEOPLE_OUTSIDE, *TO_COLLEAGUES},
    "get_connection": set(),
    "mail_admins": set(),
    "mail_managers": set(),
    "send_mass_mail": set(),
    "eval": set(),
    "exec": set(),
    "Thread": set(),
    "threading.Thread": set(),
    "os.fork": set(),
}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "base", "others", "stuff", "tools"}


def product() -> list[Module]:
    """Everything but the programs that start and stop other programs."""
    return [module for module in modules() if not module.name.startswith(("crm/services/", "crm/supervisor/"))]


def imported(module: Module) -> Iterator[str]:
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_nothing_dangerous_is_imported() -> None:
    found = [
        f"{module.name}: {name} ({why})"
        for module in product()
        for there in imported(module)
        for name, why in FORBIDDEN_IMPORTS.items()
        if there == name or there.startswith(f"{name}.")
    ]
    assert found == []


def test_dangerous_calls_stand_in_their_one_module() -> None:
    found = [
        f"{module.name}:{call.lineno} {dotted(call.func)}"
        for module in product()
        for call in module.calls()
        if module.name not in ONLY_IN.get(dotted(call.func), {module.name})
    ]
    assert found == []


def test_mail_to_people_outside_goes_out_in_one_place() -> None:
    """There consent is asked as each letter goes out (`letter_text.written`); all other mail is to a colleague's account."""
    to = {
        module.name: [
            ast.unparse(call.args[3]) for call in module.calls() if dotted(call.func) == "EmailMultiAlternatives"
        ]
        for module in product()
        if module.name in {TO_PEOPLE_OUTSIDE, *TO_COLLEAGUES}
    }
    assert to.pop(TO_PEOPLE_OUTSIDE) == ["[mail.to]"]
    assert {address for addresses in to.values() for address in addresses} == {"[user.email or '']"}


def test_markup_is_made_of_constants_and_escaped_values() -> None:
    """`SafeString` and `Markup` take a constant; the template of `format_html` is never put together from values."""
    found = [
        f"{module.name}:{call.lineno}"
        for module in product()
        for call in module.calls()
        if call.args
        and (
            (dotted(call.func) in ("SafeString", "Markup") and not isinstance(call.args[0], ast.Constant))
            or (dotted(call.func) == "format_html" and isinstance(call.args[0], ast.JoinedStr | ast.BinOp))
            or (dotted(call.func) == "format_html_join" and isinstance(call.args[1], ast.JoinedStr | ast.BinOp))
        )
    ]
    assert found == []


def test_views_open_no_files() -> None:
    found = [
        f"{module.name}:{call.lineno}"
        for module in product()
        if "views" in module.path.name
        for call in module.calls()
        if dotted(call.func).split(".")[-1] in ("open", "read_text", "read_bytes", "write_text", "write_bytes")
    ]
    assert found == []


def test_forms_name_their_fields() -> None:
    """Mass assignment: no `fields = "__all__"`, no `exclude`, no `**request.POST`."""
    found = []
    for module in product():
        for node in module.nodes:
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                found += [f"{module.name}:{line.lineno}" for line in node.body if _takes_everything(line)]
            elif isinstance(node, ast.Call):
                unpacked = [word.value for word in node.keywords if word.arg is None]
                found += [f"{module.name}:{node.lineno}" for each in unpacked if dotted(each).startswith("request.")]
    assert found == []


def _takes_everything(line: ast.stmt) -> bool:
    if not isinstance(line, ast.Assign):
        return False
    names = {getattr(target, "id", "") for target in line.targets}
    everything = isinstance(line.value, ast.Constant) and line.value.value == "__all__"
    return "exclude" in names or ("fields" in names and everything)


def test_everything_is_typed() -> None:
    """Commands, tasks and all the rest: parameters and results."""
    untyped = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in modules()
        for function in module.functions()
        if function.returns is None or any(argument.annotation is None for argument in _arguments(function))
    ]
    assert untyped == []


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [argument for argument in named if argument.arg not in ("self", "cls")]


def test_a_module_says_what_it_is_for() -> None:
    assert [each.name for each in modules() if each.tree.body and not ast.get_docstring(each.tree)] == []


def test_names_that_say_nothing_are_not_used() -> None:
    assert [each.name for each in modules() if {each.path.stem, *each.path.parts[-3:-1]} & NAMES_THAT_SAY_NOTHING] == []
