from importlib.util import find_spec

pytest_plugins = [
    module
    for module in (
        "tests.services.postgres",
        "tests.services.redis",
        "tests.services.restartable",
        "tests.services.litellm_proxy",
    )
    if find_spec(module)
]
