import sys

from infrastructure.runtime import lambda_runtime, own_runtime


def test_lambdas_wheels_are_chosen_by_version_and_platform() -> None:
    runtime = lambda_runtime(13)

    options = list(zip(runtime.pip_options[::2], runtime.pip_options[1::2], strict=True))

    assert (runtime.name, runtime.architecture) == ("python3.13", "x86_64")
    assert ("--python-version", "3.13") in options
    assert ("--platform", "manylinux_2_34_x86_64") in options
    assert ("--platform", "manylinux_2_35_x86_64") not in options


def test_the_running_interpreter_takes_the_wheels_that_it_would_install() -> None:
    runtime = own_runtime()

    assert runtime.pip_options == ()
    assert f"{sys.version_info.major}{sys.version_info.minor}" in runtime.wheels
