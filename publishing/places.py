"""Where what is published comes from, and where it goes."""

from commands.places import ROOT

CONTRACT = ROOT / "openapi.yaml"
TARGET = ROOT / "dist" / "contract"
