import states

from motia_desktop.models.outputs import outputs_of


def test_addresses_can_be_opened_and_the_rest_copied(qapp) -> None:
    data = states.completed(
        outputs={
            "API URL": "https://a.example/x?y=1",
            "Region": "eu",
            "Count": 3,
            "Empty": "",
            "None": None,
            "More": [1],
        },
        deployment_url="https://d.example",
    )
    assert [(output.label, output.value, bool(output.url)) for output in outputs_of(data)] == [
        ("Deployment URL", "https://d.example", True),
        ("API URL", "https://a.example/x?y=1", True),
        ("Region", "eu", False),
        ("Count", "3", False),
        ("More", "[1]", False),
    ]


def test_an_address_is_named_once(qapp) -> None:
    data = states.completed(outputs={"URL": "https://d.example"}, deployment_url="https://d.example")
    assert [output.label for output in outputs_of(data)] == ["URL"]


def test_only_the_web_is_opened(qapp) -> None:
    evil = {
        "a": "javascript:alert(1)",
        "b": "file:///etc/passwd",
        "c": "https:///nohost",
        "d": "ftp://x.example",
        "e": "https://x.example\nhttps://y.example",
    }
    assert [output.url for output in outputs_of(states.completed(outputs=evil))] == [None] * 5


def test_before_its_end_a_deployment_can_be_reached_nowhere(qapp) -> None:
    assert outputs_of(states.deploying().model_copy(update={"deployment_url": "https://d.example"})) == ()
