"""documented_shape.py DOCUMENT.md NAME < JSON: holds JSON against the schema in the block ```json NAME of a document."""
import json
import re
import sys

from jsonschema import Draft202012Validator

document, name = sys.argv[1:]
with open(document, encoding="utf-8") as file:
    block = re.search(rf"^```json {re.escape(name)}\n(.*?)^```$", file.read(), re.M | re.S)
if not block:
    sys.exit(f"{document} has no schema {name}")
schema = json.loads(block.group(1))
Draft202012Validator.check_schema(schema)
problems = list(Draft202012Validator(schema).iter_errors(json.load(sys.stdin)))
for problem in problems[:10]:
    print("/".join(map(str, problem.absolute_path)) + ": " + problem.message[:300])
sys.exit(1 if problems else 0)
