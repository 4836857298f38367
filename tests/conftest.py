from importlib.util import find_spec

pytest_plugins = [
    module
    for module in (
        "tests.services.postgres",
        "tests.services.redis",
        "tests.services.litellm_proxy",
        "tests.services.searx",
        "tests.services.recorded_searxng",
        "tests.services.restartable",
        "tests.services.browserless",
        "tests.services.recorded_browserless",
        "tests.services.site",
    )
    if find_spec(module)
]
