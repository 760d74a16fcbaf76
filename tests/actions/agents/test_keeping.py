"""AGENTS.md and SKILL.md as they are written, checked and taken away; what is not ours is never lost."""

import os
import re
import stat

import pytest

from hunch.actions.agents.keeping import check_agent_files, remove_agent_files, write_agent_files
from hunch.errors import CannotWrite, Refused, UserError

SKILL = ".agents/skills/hunch/SKILL.md"


def states(files):
    return {each.path: each.state for each in files}


def test_written_once_then_up_to_date(project):
    assert states(write_agent_files(str(project))) == {SKILL: "written", "AGENTS.md": "written"}
    before = (project / "AGENTS.md").stat()
    assert states(write_agent_files(str(project))) == {SKILL: "up to date", "AGENTS.md": "up to date"}
    assert (project / "AGENTS.md").stat() == before
    assert SKILL in (project / "AGENTS.md").read_text()


def test_removed_again_nothing_is_left_of_it(project):
    (project / "AGENTS.md").write_bytes(b"# Ours\r\nno last line end")
    write_agent_files(str(project))
    assert states(remove_agent_files(str(project))) == {SKILL: "removed", "AGENTS.md": "removed"}
    assert os.listdir(project) == ["AGENTS.md"]
    assert (project / "AGENTS.md").read_bytes() == b"# Ours\r\nno last line end"
    assert remove_agent_files(str(project)) == []


def test_removing_leaves_what_somebody_has_added_to_the_skill(project):
    write_agent_files(str(project))
    skill = project / SKILL
    skill.write_text(skill.read_text() + "\nOur own step.\n")
    remove_agent_files(str(project))
    assert skill.read_text().endswith("Our own step.\n")
    assert "hunch:begin" not in skill.read_text()


def test_the_head_of_the_skill_is_what_agents_ask_for(project):
    write_agent_files(str(project))
    text = (project / SKILL).read_text(encoding="ascii")
    head = re.fullmatch(r"---\nname: (?P<name>.+)\ndescription: (?P<says>.+)\n---\n.*", text, re.DOTALL)
    assert head is not None
    assert head["name"] == (project / SKILL).parent.name, "the folder's name is the skill's"
    assert len(head["says"].split("\n")[0]) <= 1024
    assert ": " not in head["says"].split("\n")[0], "it would need quotes in YAML"
    assert len(text.splitlines()) < 500


def test_checking_says_what_is_missing_or_old_and_writes_nothing(project):
    assert states(check_agent_files(str(project))) == {SKILL: "missing", "AGENTS.md": "missing"}
    assert os.listdir(project) == []
    write_agent_files(str(project))
    agents = project / "AGENTS.md"
    agents.write_text(agents.read_text().replace("Run nothing bare", "Run as you like"))
    assert states(check_agent_files(str(project))) == {SKILL: "up to date", "AGENTS.md": "out of date"}


def test_where_an_agent_reads_only_its_own_folder_it_gets_a_copy(project):
    (project / ".claude").mkdir()
    write_agent_files(str(project))
    own = project / ".claude/skills/hunch/SKILL.md"
    assert own.read_bytes() == (project / SKILL).read_bytes()
    (project / ".claude/other").mkdir()
    remove_agent_files(str(project))
    assert not own.parent.parent.exists()


def test_a_folder_of_skills_that_links_to_another_is_written_once(project):
    (project / ".claude").mkdir()
    (project / ".agents/skills").mkdir(parents=True)
    (project / ".claude/skills").symlink_to("../.agents/skills")
    assert states(write_agent_files(str(project))) == {SKILL: "written", "AGENTS.md": "written"}


def test_another_folder_of_skills_is_remembered_by_the_block(project):
    write_agent_files(str(project), skills=[".github/skills"])
    assert set(states(check_agent_files(str(project)))) == {".github/skills/hunch/SKILL.md", "AGENTS.md"}
    assert not (project / ".agents").exists()


def test_somebody_elses_skill_of_that_name_is_left_alone(project):
    theirs = project / SKILL
    theirs.parent.mkdir(parents=True)
    theirs.write_text("---\nname: hunch\n---\ntheirs\n")
    with pytest.raises(Refused, match="was not written by Hunch"):
        write_agent_files(str(project))
    assert not (project / "AGENTS.md").exists(), "nothing is written where not all can be"
    assert remove_agent_files(str(project)) == []
    assert theirs.read_text().endswith("theirs\n")


def test_a_link_is_not_replaced_by_a_file(project):
    (project / "CLAUDE.md").write_text("# Ours\n")
    (project / "AGENTS.md").symlink_to("CLAUDE.md")
    with pytest.raises(Refused, match="symbolic link to"):
        write_agent_files(str(project))
    assert (project / "AGENTS.md").is_symlink()
    assert (project / "CLAUDE.md").read_text() == "# Ours\n"
    assert states(write_agent_files(str(project), file="CLAUDE.md"))["CLAUDE.md"] == "written"


def test_what_is_read_only_stays_as_it_is(project):
    agents = project / "AGENTS.md"
    agents.write_text("# Ours\n")
    agents.chmod(0o444)
    with pytest.raises(CannotWrite, match="read-only"):
        write_agent_files(str(project))
    assert agents.read_text() == "# Ours\n"
    assert not (project / ".agents").exists()


def test_rights_are_kept_and_nothing_is_left_beside(project):
    agents = project / "AGENTS.md"
    agents.write_text("# Ours\n")
    agents.chmod(0o600)
    write_agent_files(str(project))
    assert stat.S_IMODE(agents.stat().st_mode) == 0o600
    assert sorted(os.listdir(project)) == [".agents", "AGENTS.md"]


@pytest.mark.parametrize("path", ["../AGENTS.md", "/etc/AGENTS.md", "out/AGENTS.md"])
def test_no_path_leads_out_of_the_project(project, tmp_path, path):
    (project / "out").symlink_to(tmp_path)
    with pytest.raises(UserError, match="leads out of"):
        write_agent_files(str(project), file=path)
    with pytest.raises(UserError, match="leads out of"):
        write_agent_files(str(project), skills=[os.path.dirname(path)])


def test_a_folder_of_skills_that_leads_out_is_not_followed(project, tmp_path):
    (project / ".agents").symlink_to(tmp_path)
    with pytest.raises(UserError, match="leads out of"):
        write_agent_files(str(project))
    assert not (tmp_path / "skills").exists()


def test_awkward_folders(awkward_project):
    write_agent_files(str(awkward_project))
    assert {each.state for each in check_agent_files(str(awkward_project))} == {"up to date"}
    remove_agent_files(str(awkward_project))
    assert os.listdir(awkward_project) == []
