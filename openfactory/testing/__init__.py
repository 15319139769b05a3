"""Tests against a real server: fixtures, factories and fakes of the outside, for us and for extension authors."""
