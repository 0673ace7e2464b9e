"""The description says what the server does."""

import re


async def test_every_route_is_described(served):
    document = (await served.call("GET", "/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert described == {
        ("POST", "/cloud/deploy/start"),
        ("POST", "/__motia/cloud/deploy/start"),
        ("GET", "/cloud/deploy/status/{id}"),
        ("GET", "/__motia/cloud/deploy/status/{id}"),
        ("GET", "/__motia"),
        ("GET", "/health"),
        ("GET", "/deployments"),
        ("GET", "/deployments/{id}/origin"),
        ("GET", "/deployments/{id}/logs"),
        ("GET", "/deployments/{id}/flow"),
        ("POST", "/deployments/{id}/cancel"),
        ("POST", "/deployments/{id}/retry"),
        ("GET", "/project"),
        ("PUT", "/project"),
        ("POST", "/project/check"),
        ("POST", "/local-cloud"),
        ("POST", "/shutdown"),
        ("GET", "/openapi.json"),
        ("GET", "/metrics"),
    }


async def test_owners_routes_say_so(served):
    paths = (await served.call("GET", "/openapi.json")).json()["paths"]
    for path, item in paths.items():
        for method, operation in item.items():
            answer = await served.call(
                method.upper(), path.replace("{id}", "x"), headers={"Content-Type": "text/plain"}
            )
            assert (answer.status == 401) == ("security" in operation), (method, path)
            assert str(answer.status) in operation["responses"], (method, path, answer.status)


async def test_operations_have_names_of_their_own(served):
    paths = (await served.call("GET", "/openapi.json")).json()["paths"]
    names = [operation["operationId"] for item in paths.values() for operation in item.values()]
    assert len(set(names)) == len(names)


async def test_every_reference_leads_somewhere(served):
    document = (await served.call("GET", "/openapi.json")).json()
    schemas = document["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/([^'\"]+)", str(document)))
    assert references <= set(schemas)
    assert {"StartRequest", "StartResponse", "StatusResponse", "ErrorResponse"} <= references
    assert {"deploymentToken", "deploymentId"} <= set(schemas["StartRequest"]["properties"])
