#!/usr/bin/env python3
"""Records what OpenTofu plans for the configurations under plans/.

    record_plans.py --tofu PATH --provider SOURCE@VERSION=PATH ... [NAME ...]

`--tofu` is the program. Each `--provider` is the executable of a provider, such as
`--provider hashicorp/null@3.3.1=/where/it/is/terraform-provider-null`; its version is written down, not
checked. Without names, every configuration is recorded again. Nothing is downloaded and nothing is
applied. The same programs give the same files.

plans/NAME/ is a configuration. Its run.json, when there is one, says how it is run:

    {"workspace": "prod", "environment": {"TF_VAR_a": "x"}, "assignments": [{"name": "a", "text": "x"}, {"file": "b.tfvars"}]}

plans/NAME.json is the answer: {"error": TITLE} when there is no plan, and otherwise

- "resources": by address, the arguments that the configuration sets and the nested blocks, as planned;
- "sensitive": the paths within `input` of the built-in `terraform_data` that are sensitive, by address;
- "outputs": those of the root module.

A set, which has no order, is {"$set": [...]}, and what is known after apply only {"$unknown": true}. The
directory of the configuration is written $DIRECTORY. plans/recorded_with.json says the versions.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

PLANS = pathlib.Path(__file__).resolve().parent / "plans"
UNKNOWN = {"$unknown": True}
# The key of an instance in an address.
KEY = re.compile(r'\[("([^"\\]|\\.)*"|\d+)\]')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tofu", required=True, type=pathlib.Path)
    parser.add_argument("--provider", action="append", default=[], metavar="SOURCE@VERSION=PATH")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    providers = [re.fullmatch(r"(.+)@(.+?)=(.+)", text).groups() for text in options.provider]
    for _, _, path in providers:
        if not os.access(path, os.X_OK):
            parser.error(f"{path} is no program")
    names = options.names or sorted(path.name for path in PLANS.iterdir() if path.is_dir())
    with tempfile.TemporaryDirectory() as scratch:
        tofu = Tofu(options.tofu.resolve(), pathlib.Path(scratch).resolve(), providers)
        for name in names:
            write(PLANS / f"{name}.json", tofu.record(name))
        write(
            PLANS / "recorded_with.json",
            {"opentofu": tofu.version(), "providers": {source: version for source, version, _ in providers}},
        )


class Tofu:
    """The program, with a configuration that knows the given providers only."""

    def __init__(self, program, scratch, providers):
        self.program = program
        self.scratch = scratch
        overrides = []
        for position, (source, _, path) in enumerate(providers):
            directory = scratch / f"provider{position}"
            directory.mkdir()
            name = "terraform-provider-" + source.rsplit("/", 1)[1]
            (directory / name).symlink_to(pathlib.Path(path).resolve())
            overrides.append(f'"{source}" = "{directory}"\n')
        self.settings = scratch / "settings.tfrc"
        self.settings.write_text("provider_installation {\n dev_overrides {\n" + "".join(overrides) + "}\n}\n")

    def version(self):
        answer = self.run(self.scratch, {}, "version", "-json")
        # A program built from the sources of a release calls itself a development version.
        return json.loads(answer.stdout)["terraform_version"].removesuffix("-dev")

    def run(self, directory, environment, *arguments):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "OS_"))}
        return subprocess.run(
            [self.program, *arguments],
            cwd=directory,
            env=clean | {"TF_CLI_CONFIG_FILE": str(self.settings), "NO_COLOR": "1"} | environment,
            capture_output=True,
            text=True,
        )

    def record(self, name):
        directory = self.scratch / name
        shutil.copytree(PLANS / name, directory)
        how = directory / "run.json"
        how = json.loads(how.read_text()) if how.exists() else {}
        environment = how.get("environment", {})
        arguments = [
            f"-var-file={given['file']}" if "file" in given else f"-var={given['name']}={given['text']}"
            for given in how.get("assignments", [])
        ]
        run = lambda *command: self.run(directory, environment, *command)
        if "workspace" in how:
            run("workspace", "new", how["workspace"])
        # Modules and backends are set up; providers come from the settings, and are not looked for.
        run("get")
        if run("providers", "schema", "-json").returncode:
            run("init", "-input=false")
        planned = run("plan", "-no-color", "-input=false", "-out=plan", *arguments)
        if planned.returncode:
            return {"error": title(planned.stderr)}
        plan = json.loads(run("show", "-json", "plan").stdout)
        schemas = json.loads(run("providers", "schema", "-json").stdout).get("provider_schemas", {})
        answer = json.dumps(answer_of(plan, schemas), ensure_ascii=False)
        return json.loads(answer.replace(str(directory), "$DIRECTORY"))


def title(text):
    # A cycle is told in an order that changes.
    found = re.search(r"Error: (Cycle|.+)", text)
    return found.group(1).strip() if found else text.strip()


def answer_of(plan, schemas):
    sets = arguments_set(plan["configuration"]["root_module"], "")
    resources, sensitive = {}, {}
    for resource, after, unknown, marks in planned(plan):
        address = resource["address"]
        kinds = "data_source_schemas" if resource["mode"] == "data" else "resource_schemas"
        block = schemas[resource["provider_name"]][kinds][resource["type"]]["block"]
        values = typed_block(merged(after, unknown), block)
        arguments = sets[KEY.sub("", address)]
        blocks = block.get("block_types", {})
        resources[address] = {
            name: value
            for name, value in sorted(values.items())
            if name in arguments
            or name in blocks and value not in (None, [], {"$set": []})
        }
        if resource["type"] == "terraform_data":
            paths = marked(marks.get("input") if isinstance(marks, dict) else marks, "")
            if paths:
                sensitive[address] = sorted(paths)
    outputs = {
        name: merged(change.get("after"), change["after_unknown"])
        for name, change in sorted(plan.get("output_changes", {}).items())
    }
    answer = {"resources": dict(sorted(resources.items()))}
    if sensitive:
        answer["sensitive"] = dict(sorted(sensitive.items()))
    if outputs:
        answer["outputs"] = outputs
    return answer


def planned(plan):
    """The resources of a plan: what is to be created or read, and the data that planning has read."""
    for resource in plan.get("resource_changes", []):
        change = resource["change"]
        yield resource, change["after"], change["after_unknown"], change["after_sensitive"]
    values = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    for resource in resources_below(values):
        if resource["mode"] == "data":
            yield resource, resource["values"], {}, {}


def resources_below(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from resources_below(child)


def arguments_set(module, prefix):
    """The names of the arguments that the configuration sets, by address without keys."""
    found = {prefix + resource["address"]: set(resource.get("expressions", {})) for resource in module.get("resources", [])}
    for name, call in module.get("module_calls", {}).items():
        found |= arguments_set(call["module"], f"{prefix}module.{name}.")
    return found


def merged(after, unknown):
    """A value with a mark in place of each unknown part."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, list):
        items = list(after or [])
        items += [None] * (len(unknown) - len(items))
        return [merged(item, part) for item, part in zip(items, unknown)] + items[len(unknown):]
    if isinstance(unknown, dict):
        members = dict(after or {})
        for name, part in unknown.items():
            if part is True or name in members or part:
                members[name] = merged(members.get(name), part)
        return members
    return after


def typed_block(values, block):
    """The values of a block, with its sets told from its lists."""
    typed = {}
    for name, value in values.items():
        if name in block.get("attributes", {}):
            typed[name] = typed_value(value, block["attributes"][name])
        elif name in block.get("block_types", {}):
            nested = block["block_types"][name]
            if isinstance(value, list):
                items = [typed_block(item, nested["block"]) if isinstance(item, dict) and item != UNKNOWN else item for item in value]
                typed[name] = {"$set": items} if nested["nesting_mode"] == "set" else items
            else:
                typed[name] = value
    return typed


def typed_value(value, attribute):
    nested = attribute.get("nested_type", {})
    of_set = attribute.get("type", [None])[0] == "set" if isinstance(attribute.get("type"), list) else nested.get("nesting_mode") == "set"
    return {"$set": value} if of_set and isinstance(value, list) else value


def marked(marks, path):
    """The paths that are marked as sensitive, such as `.a[0]`; the empty one is the whole."""
    if marks is True:
        return [path]
    if isinstance(marks, list):
        return [found for position, part in enumerate(marks) for found in marked(part, f"{path}[{position}]")]
    if isinstance(marks, dict):
        return [found for name, part in marks.items() for found in marked(part, f"{path}.{name}")]
    return []


def write(path, answer):
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
