"""What a project says in hunch.toml or pyproject.toml."""

import pytest

from hunch.entities.config import Config
from hunch.errors import InvalidConfig
from hunch.journal.config import load_config


def test_a_project_may_say_nothing(project):
    assert load_config(str(project)) == Config()
    assert load_config(str(project / "nowhere")) == Config()


def test_hunch_toml_wins_over_pyproject(project):
    (project / "pyproject.toml").write_text('[tool.hunch]\nseed = "a"\n')
    assert load_config(str(project)).seed == "a"
    (project / "hunch.toml").write_text(
        'seed = "b"\nvariant_ignore = ["x"]\n[objective]\nmetric = "val/acc"\n'
    )
    config = load_config(str(project))
    assert (config.seed, config.variant_ignore, config.objective.metric) == ("b", ["x"], "val/acc")


def test_a_pyproject_that_does_not_speak_of_hunch_is_not_even_parsed(project):
    (project / "pyproject.toml").write_text("this is [ no toml")
    assert load_config(str(project)) == Config()


@pytest.mark.parametrize("said", ["sed = 1", "seed = 1", "[objective]\ngaol = 'max'", "seed = ", "\x00"])
def test_a_mistake_names_the_file_and_what_is_known(project, said):
    (project / "hunch.toml").write_text(said)
    with pytest.raises(InvalidConfig, match=r"hunch\.toml") as caught:
        load_config(str(project))
    assert caught.value.hint


def test_bytes_that_are_no_text_are_a_mistake_too(project):
    (project / "hunch.toml").write_bytes(b"seed = '\xff'")
    with pytest.raises(InvalidConfig):
        load_config(str(project))


def test_a_folder_of_that_name_is_a_mistake(project):
    (project / "hunch.toml").mkdir()
    with pytest.raises(InvalidConfig, match="cannot be read"):
        load_config(str(project))
