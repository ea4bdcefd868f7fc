#!/usr/bin/env python3
"""Records again what OpenTofu answers to the calls, conversions and expressions that the tests compare.

    record_expressions.py --tofu PATH

The questions are read from the files that hold the answers, so that a new one is added there and recorded by
this script: a member of "cases" with the question alone.

- functions/testdata/cases.json: "call" and "arguments". A known result is written as `jsonencode` gives it, with
  its "type"; one that is not known at planning is "partly" known.
- types/testdata/conversions.json: "type" and "value", which a variable of that type is given.
- tests/testdata/expressions.json: "expression", beside the "locals" and the "files"; the result is as `jsonencode`
  gives it. `terraform_data.unknown.id` is not known.

What is refused has an "error" instead. In arguments, values and what is partly known, an array is a tuple and an
object an object, unless an object of one member says otherwise: $list, $set, $map, $sensitive, $number (a literal),
$unknown (true, or "string" when OpenTofu knows that much).

Everything is planned, nothing is applied or downloaded. The same program gives the same files.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile

TERRAFORM = pathlib.Path(__file__).resolve().parent.parent.parent
# The files that the calls may read; the tests of the functions know them too.
FILES = {
    "hello.txt": b"Hello, file!\n",
    "sub/a.txt": b"a",
    "sub/b.json": b"{}",
    "sub/deep/c.md": b"c",
    "binary.bin": b"\xff\x00\x01",
}
UNKNOWN_RESOURCE = 'resource "terraform_data" "unknown" {\n  input = timestamp()\n}\n'
# Functions whose result is not the same twice.
UNSTABLE = {"timestamp", "uuid", "bcrypt"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tofu", required=True, type=pathlib.Path)
    tofu = parser.parse_args().tofu.resolve()
    # A program built from the sources of a release calls itself a development version.
    version = "OpenTofu " + json.loads(run(tofu, ".", "version", "-json").stdout)["terraform_version"].removesuffix("-dev")
    for path, record in [
        ("functions/testdata/cases.json", record_calls),
        ("types/testdata/conversions.json", record_conversions),
        ("tests/testdata/expressions.json", record_expressions),
    ]:
        path = TERRAFORM / path
        recorded = json.loads(path.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as directory:
            cases = record(tofu, pathlib.Path(directory).resolve(), recorded)
        write(path, recorded | {"recorded_from": version, "cases": cases})


def record_calls(tofu, directory, recorded):
    put(directory, FILES)
    put(directory, {"unknown.tf": UNKNOWN_RESOURCE.encode()})
    questions = [{"call": case["call"], "arguments": case["arguments"]} for case in recorded["cases"]]
    calls = ["{}({})".format(q["call"], ", ".join(map(expression, q["arguments"]))) for q in questions]
    known = [q["call"] not in UNSTABLE and not holds_unknown(q["arguments"]) for q in questions]
    values = [f"jsonencode({call})" if is_known else call for call, is_known in zip(calls, known)]
    answers = planned_outputs(tofu, directory, values)
    typed = [
        position
        for position, answer in enumerate(answers)
        if known[position] and "error" not in answer and "\r" not in json.dumps(questions[position]).replace("\\r", "\r")
    ]
    types = types_of(tofu, directory, [calls[position] for position in typed])
    for position, text in zip(typed, types):
        if text is not None:
            answers[position]["type"] = text
    for position, answer in enumerate(answers):
        if not known[position] and "result" in answer:
            answer["partly"] = answer.pop("result")
    return [question | answer for question, answer in zip(questions, answers)]


def record_conversions(tofu, directory, recorded):
    questions = [{"type": case["type"], "value": case["value"]} for case in recorded["cases"]]
    for position, question in enumerate(questions):
        module = f'variable "v" {{\n  type = {question["type"]}\n}}\noutput "o" {{\n  value = jsonencode(var.v)\n}}\n'
        call = f'module "m{position}" {{\n  source = "./m{position}"\n  v = {expression(question["value"])}\n}}\n'
        put(directory, {f"m{position}/main.tf": module.encode(), f"call{position}.tf": call.encode()})
    answers = planned_outputs(tofu, directory, [f"module.m{position}.o" for position in range(len(questions))])
    return [question | answer for question, answer in zip(questions, answers)]


def record_expressions(tofu, directory, recorded):
    put(directory, {path: text.encode() for path, text in recorded["files"].items()})
    put(directory, {"locals.tf": recorded["locals"].encode(), "unknown.tf": UNKNOWN_RESOURCE.encode()})
    questions = [{"expression": case["expression"]} for case in recorded["cases"]]
    values = [f"jsonencode(\n{question['expression']}\n)" for question in questions]
    answers = planned_outputs(tofu, directory, values)
    return [question | answer for question, answer in zip(questions, answers)]


def planned_outputs(tofu, directory, values):
    """The {"result": ...} or {"error": ...} of each value, in a configuration with all of them.

    Each is in a file of its own, which the diagnostics name; those in error are taken away until none is."""
    answers = [None] * len(values)
    for position, value in enumerate(values):
        text = f'output "o{position}" {{\n  sensitive = true\n  value = {value}\n}}\n'
        put(directory, {f"output{position}.tf": text.encode()})
    while True:
        errors = errors_of(tofu, directory, "get") or errors_of(tofu, directory, "plan", "-input=false", "-out=plan")
        if not errors:
            break
        for found in errors:
            place = found.get("range", {}).get("filename", "")
            number = re.search(r"(?:output|call|m)(\d+)\b", place)
            if number is None:
                raise SystemExit(f"an error that is of no case: {found}")
            position = int(number.group(1))
            if answers[position] is None:
                answers[position] = {"error": message(found)}
            for name in [f"output{position}.tf", f"call{position}.tf"]:
                (directory / name).unlink(missing_ok=True)
    changes = json.loads(run(tofu, directory, "show", "-json", "plan").stdout).get("output_changes", {})
    for position, answer in enumerate(answers):
        if answer is None:
            change = changes[f"o{position}"]
            answers[position] = {"result": merged(change.get("after"), change["after_unknown"])}
    return answers


def errors_of(tofu, directory, *command):
    lines = run(tofu, directory, *command, "-json").stdout.splitlines()
    diagnostics = [line["diagnostic"] for line in map(json.loads, lines) if "diagnostic" in line]
    return [found for found in diagnostics if found["severity"] == "error"]


def types_of(tofu, directory, values):
    """The type of each value, as the console tells; none when it is not of the forms that are written down."""
    for path in directory.glob("output*.tf"):
        path.unlink()
    questions = "".join(f'"@@{position}"\ntype({value})\n' for position, value in enumerate(values))
    texts = [""] * len(values)
    current = None
    for line in run(tofu, directory, "console", given=questions).stdout.splitlines():
        mark = re.fullmatch(r'"@@(\d+)"', line)
        if mark:
            current = int(mark.group(1))
        elif current is not None:
            texts[current] += line + " "
    return [read_type(text) for text in texts]


def read_type(text):
    tokens = re.findall(r'"(?:[^"\\]|\\.)*"|\w+|[()\[\]{}:,]', text)
    position = 0

    def take(expected=None):
        nonlocal position
        token = tokens[position]
        if expected not in (None, token):
            raise ValueError(f"{expected} is expected")
        position += 1
        return token

    def items(end, one):
        found = []
        while tokens[position] != end:
            found.append(one())
            if tokens[position] == ",":
                take()
        take(end)
        return found

    def member():
        name = take()
        name = json.loads(name) if name.startswith('"') else name
        while tokens[position] != ":":
            name += " " + take()
        take(":")
        return name, ty()

    def ty():
        name = take()
        if name in ("string", "number", "bool", "dynamic", "any"):
            return name
        take("(")
        if name == "tuple":
            take("[")
            inner = items("]", ty)
        elif name == "object":
            take("{")
            inner = dict(items("}", member))
        else:
            inner = ty()
            if tokens[position] == ",":
                take()
        take(")")
        return [name, inner]

    try:
        return ty()
    except (IndexError, ValueError):
        # A name that is no identifier may be printed without quotes.
        return None


def expression(value):
    """A value of a case in the language."""
    if isinstance(value, list):
        return "[" + ", ".join(map(expression, value)) + "]"
    if isinstance(value, dict):
        (tag, inner), *others = value.items() or [("", None)]
        if not others and tag == "$number":
            return inner
        if not others and tag == "$unknown":
            return "terraform_data.unknown.id" if inner == "string" else "jsondecode(terraform_data.unknown.id)"
        functions = {"$list": "tolist", "$set": "toset", "$map": "tomap", "$sensitive": "sensitive"}
        if not others and tag in functions:
            return f"{functions[tag]}({expression(inner)})"
        return "{" + ", ".join(f"({quoted(name)}) = {expression(member)}" for name, member in value.items()) + "}"
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text):
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    hidden = "\x7f\x85\xa0\u2003\u200b\u2028\u2029\u3000\ufeff"
    characters = (
        escapes.get(character) or (f"\\u{ord(character):04x}" if character < " " or character in hidden else character)
        for character in text
    )
    return '"' + "".join(characters).replace("${", "$${").replace("%{", "%%{") + '"'


def holds_unknown(value):
    if isinstance(value, list):
        return any(map(holds_unknown, value))
    if isinstance(value, dict):
        return list(value) == ["$unknown"] or any(map(holds_unknown, value.values()))
    return False


def merged(after, unknown):
    """A value with a mark in place of each unknown part."""
    if unknown is True:
        return {"$unknown": True}
    if isinstance(unknown, list):
        items = list(after or [])
        items += [None] * (len(unknown) - len(items))
        return [merged(item, part) for item, part in zip(items, unknown)] + items[len(unknown):]
    if isinstance(unknown, dict):
        members = dict(after or {})
        for name, part in unknown.items():
            members[name] = merged(members.get(name), part)
        return members
    return after


def message(diagnostic):
    """What is wrong, without what was asked."""
    text = " ".join((diagnostic.get("detail") or diagnostic["summary"]).split())
    if "panic" in text:
        return "panic"
    return re.sub(r"^.*?(?:failed: |parameter: |(?:defined|declared) at \S+: )", "", text)


def put(directory, files):
    for path, content in files.items():
        path = directory / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def run(tofu, directory, *arguments, given=None):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    with tempfile.NamedTemporaryFile(suffix=".tfrc") as settings:
        environment = clean | {"TF_CLI_CONFIG_FILE": settings.name, "NO_COLOR": "1"}
        return subprocess.run(
            [tofu, *arguments], cwd=directory, env=environment, input=given, capture_output=True, encoding="utf-8"
        )


def write(path, recorded):
    members = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in recorded.items() if name != "cases"]
    cases = ",\n".join(json.dumps(case, ensure_ascii=False) for case in recorded["cases"])
    path.write_text("{" + ",\n".join(members) + ',\n"cases": [\n' + cases + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
