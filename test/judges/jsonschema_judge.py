"""Independent judge of the schemas and of our compiled validators: Python's jsonschema, JSON Schema 2020-12.

1. Every schema is a valid schema.
2. Every valid example is accepted. YAML is read by PyYAML with all scalars as text; a text becomes a number, a truth value or null
   only where the schema complains about its type. That is another way to the same end than our reader's, on purpose.
3. For the values that our validator saw (schema-values.mjs), both validators give the same verdict, valid and invalid examples alike.

Usage: jsonschema_judge.py SCHEMAS_FOLDER VALUES.jsonl     Last line: `judge: N passed, N failed`; exit 1 if anything failed.
"""

import json
import re
import sys
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

passed, failed = 0, []


def check(name, problem):
    global passed
    if problem is None:
        passed += 1
    else:
        failed.append(name)
        print(f"FAILED {name}: {problem}")


def leaves(errors):
    for error in errors:
        if error.context:
            yield from leaves(error.context)
        else:
            yield error


def converted(text, kinds):
    """The value that a plain scalar means where one of these types is wanted; the text itself where none fits."""
    if "null" in kinds and text in ("", "~", "null"):
        return None
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    if {"integer", "number"} & kinds and re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        return int(text)
    if "number" in kinds and re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]{1,10}", text):
        return float(text)
    return text


def put(value, path, new):
    for key in list(path)[:-1]:
        value = value[key]
    value[path[-1]] = new


def accept(validator, value):
    """None if the value is valid after texts became what the schema wants of them; else the first complaint."""
    for _ in range(20):
        errors = list(validator.iter_errors(value))
        if not errors:
            return None
        changed = False
        for error in leaves(errors):
            path = list(error.absolute_path)
            if error.validator != "type" or not isinstance(error.instance, str) or not path:
                continue
            wanted = error.validator_value
            new = converted(error.instance, {wanted} if isinstance(wanted, str) else set(wanted))
            if new is not error.instance:
                put(value, path, new)
                changed = True
        if not changed:
            break
    return f"{errors[0].json_path}: {errors[0].message[:200]}"


def read(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml.BaseLoader)


def main(schemas, values):
    validators = {}
    for path in sorted(schemas.glob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        try:
            Draft202012Validator.check_schema(schema)
            check(path.name, None)
        except Exception as error:  # SchemaError; anything else is as bad
            check(path.name, error)
        validators[path.name.removesuffix(".schema.json")] = Draft202012Validator(schema)

    for path in sorted(schemas.glob("examples/*/valid/*")):
        name = path.parent.parent.name
        value = read(path)
        # A policy that extends the built-in one is complete only after the merge; step 3 judges it then.
        if name == "policy" and value.get("extends") == "default":
            continue
        check(str(path.relative_to(schemas)), accept(validators[name], value))

    for line in values.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        verdict = validators[item["schema"]].is_valid(item["value"])
        same = verdict == item["valid"]
        check(f"verdict on {item['path']}", None if same else f"jsonschema says {verdict}, we say {item['valid']}")

    print(f"judge: {passed} passed, {len(failed)} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
