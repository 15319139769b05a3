"""`worker_program.py SETTINGS`: a worker with the workshop's jobs, as `openfactory worker` runs one."""

if __name__ == "__main__":
    import json
    import sys

    from workshop import workshop

    from openfactory.core.modules.selection import discover
    from openfactory.core.settings import load_settings
    from openfactory.worker import work

    given = json.loads(sys.argv[1])
    installed = {**discover(), "workshop": workshop}
    sections = {module.name: module.settings for module in installed.values() if module.settings}
    overrides = {
        "data": given["data"],
        "database": {"url": given["url"]},
        "broker": {"url": "memory://"},
        "log": {"level": "warning"},
        "jobs": given["jobs"],
    }
    work(load_settings(sections, environ={}, overrides=overrides), installed)
