"""Packages: the migrations stand at the top of the repository and are installed inside the package."""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["openfactory", "openfactory.*"]),
        "openfactory.migrations",
        *(f"openfactory.migrations.{name}" for name in find_packages("migrations")),
    ],
    package_dir={"openfactory.migrations": "migrations"},
)
