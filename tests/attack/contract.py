"""docs/api/openapi.yaml: its operations, and whether an answer is one that it describes."""
import os
import pathlib

import yaml
from jsonschema import Draft202012Validator

SOURCE = pathlib.Path(os.environ["RUNSEAL_SOURCE"])
METHODS = ["get", "post", "put", "patch", "delete"]


def as_json_schema(schema):
    """OpenAPI 3.0 has `nullable`, and an object may have no properties but those that are named."""
    if isinstance(schema, list):
        return [as_json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: as_json_schema(value) for key, value in schema.items() if key != "nullable"}
    if "properties" in out and isinstance(schema.get("type"), str):
        out.setdefault("additionalProperties", False)
    if schema.get("nullable") is True:
        return {"anyOf": [out, {"type": "null"}]} if out else {}
    return out


class Operation:
    def __init__(self, contract, path, method, described):
        self.path, self.method, self.described = path, method.upper(), described
        self.permission = described.get("x-permission")
        servers = described.get("servers") or contract.document["paths"][path].get("servers")
        self.full_path = ("" if servers else "/api/v1") + path

    def __str__(self):
        return f"{self.method} {self.full_path}"

    def body_schema(self, contract):
        body = contract.resolved(self.described.get("requestBody", {}))
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        return contract.resolved(schema) if schema else None

    def at(self, params):
        path = self.full_path
        for name, value in params.items():
            path = path.replace("{%s}" % name, value)
        return path


class Contract:
    def __init__(self):
        self.document = yaml.safe_load((SOURCE / "docs/api/openapi.yaml").read_text(encoding="utf-8"))
        self.components = {"schemas": as_json_schema(self.document["components"]["schemas"])}
        self.operations = [Operation(self, path, method, described[method])
                           for path, described in self.document["paths"].items()
                           for method in METHODS if method in described]

    def resolved(self, part):
        while "$ref" in part:
            found = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            part = found
        return part

    def problems(self, operation, answer):
        """What is wrong with an answer; nothing when it is as described."""
        described = operation.described["responses"]
        response = described.get(str(answer.status), described.get("default") if answer.status >= 400 else None)
        if response is None:
            return [f"the status {answer.status} is not described"]
        content = self.resolved(response).get("content", {})
        if not content:
            return [f"{len(answer.body)} bytes where nothing is described"] if answer.body else []
        if answer.type not in content:
            return [f"the type {answer.type!r} is not described: {', '.join(content)}"]
        if answer.type != "application/json":
            return []
        schema = as_json_schema(content[answer.type].get("schema", {}))
        validator = Draft202012Validator({**schema, "components": self.components})
        return ["/".join(map(str, one.absolute_path)) + ": " + one.message[:300]
                for one in list(validator.iter_errors(answer.json()))[:3]]
