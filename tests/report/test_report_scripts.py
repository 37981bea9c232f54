import draw_figures
import pytest
import render_report
from audited import make_audit

pytestmark = pytest.mark.slow


def test_the_scripts_draw_and_render_from_files_alone(tmp_path):
    smk = make_audit(tmp_path)
    draw_figures.main(smk)
    assert (smk.output.folder / "figures.json").exists()
    assert (smk.output.folder / "first" / "level.svg").exists()
    render_report.main(smk)
    page = smk.output.page.read_bytes()
    assert page.startswith(b"<!DOCTYPE html>")
    render_report.main(smk)
    assert smk.output.page.read_bytes() == page
    assert not list(smk.output.page.parent.glob("*.part"))
    said = smk.log[0].read_text(encoding="utf-8")
    assert (
        "first: Do slopes differ between interviewers? No, once missing-value codes are recoded.\n"
        in said
    )


def test_in_another_workflow_the_findings_are_printed_as_a_report_is_made(tmp_path, capsys):
    smk = make_audit(tmp_path)
    draw_figures.main(smk)
    render_report.main(smk)
    assert capsys.readouterr().err == ""
    smk.params.aloud = True
    render_report.main(smk)
    assert (
        capsys.readouterr().err
        == f"\ns: {smk.output.page}\n{smk.log[0].read_text(encoding='utf-8')}"
    )


def test_a_file_that_the_rule_does_not_list_is_not_read(tmp_path):
    smk = make_audit(tmp_path)
    smk.input.tables = [path for path in smk.input.tables if path.stem != "screening"]
    with pytest.raises(KeyError, match=r"tables/screening\.csv"):
        draw_figures.main(smk)
