// The three small XML files of a run, in every encoding and by every hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "made_run.h"
#include "runs/run_status.h"

namespace runseal::runs {
namespace {

using testing::HasSubstr;

const std::string layout = R"(LaneCount="4" SurfaceCount="2" SwathCount="3" TileCount="12")";

// What another program makes of the same input.
std::string output_of(const std::string& program, std::vector<std::string> arguments, const std::string& input) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  command.input = input;
  const auto finished = base::run(command);
  EXPECT_TRUE(finished && finished->ok()) << program << ": " << (finished ? finished->err : "is missing");
  return finished ? finished->out : std::string();
}

TEST(TheXmlOfARun, IsReadInEveryEncodingAsXmllintReadsIt) {
  auto xml = base::replaced(run_info("NDX550123", layout), "HXXXXXXXX</Flow", "Hā€𝄞</Flow");
  xml = base::replaced(xml, " version=\"1.0\"", " version=\"1.0\" encoding=\"ENCODING\"");
  for (const auto* encoding : {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE"}) {
    SCOPED_TRACE(encoding);
    const auto utf8 = base::replaced(xml, "ENCODING", encoding);
    const auto encoded = output_of("iconv", {"-f", "UTF-8", "-t", encoding}, utf8);
    const auto parsed = parse_run_info(base::as_bytes(encoded));
    ASSERT_TRUE(parsed) << parsed.error().describe();
    const auto xpath = [&](const std::string& path) {
      return output_of("xmllint", {"--xpath", "string(" + path + ")", "-"}, encoded);
    };
    EXPECT_EQ(parsed->run_id + "\n", xpath("/RunInfo/Run/@Id"));
    EXPECT_EQ(parsed->flowcell + "\n", xpath("/RunInfo/Run/Flowcell"));
    EXPECT_EQ(std::to_string(parsed->lanes) + "\n", xpath("//FlowcellLayout/@LaneCount"));
    EXPECT_EQ(std::to_string(parsed->cycles()) + "\n", xpath("sum(//Read/@NumCycles)"));
  }
  const auto with_mark = "\xef\xbb\xbf" + base::replaced(xml, "ENCODING", "utf-8");
  EXPECT_EQ(parse_run_info(base::as_bytes(with_mark))->flowcell, "Hā€𝄞");
  // a well-known mistake of programs for Windows: it says UTF-16 and is UTF-8
  EXPECT_EQ(parse_run_info(base::as_bytes(base::replaced(xml, "ENCODING", "utf-16")))->flowcell, "Hā€𝄞");
}

Error refused(std::string_view xml) {
  const auto start = std::chrono::steady_clock::now();
  const auto parsed = parse_run_info(base::as_bytes(xml));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_FALSE(parsed);
  return parsed ? Error{} : parsed.error();
}

TEST(HostileXml, IsRefusedBeforeAnEntityIsExpanded) {
  std::string bomb = "<?xml version=\"1.0\"?><!DOCTYPE RunInfo [<!ENTITY a \"ha\">";
  for (char name = 'b'; name <= 'z'; ++name)
    bomb +=
        fmt::format("<!ENTITY {0} \"&{1};&{1};&{1};&{1};&{1};&{1};&{1};&{1};\">", name, static_cast<char>(name - 1));
  bomb += "]>";
  EXPECT_THAT(refused(bomb + "<RunInfo><Run Id=\"&z;\"/></RunInfo>").what, HasSubstr("DOCTYPE"));
  EXPECT_THAT(refused("<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><RunInfo><Run Id=\"1\"/></RunInfo>").what,
              HasSubstr("DOCTYPE"));
  EXPECT_EQ(parse_run_info(base::as_bytes("<RunInfo><Run Id=\"&file;\"/></RunInfo>"))->run_id, "&file;");
}

TEST(HostileXml, IsRefusedWhenItIsHugeOrDeepOrCut) {
  EXPECT_EQ(refused(std::string((4U << 20U) + 1, '<')).code, ErrorCode::limit);
  std::string deep;
  while (deep.size() < (4U << 20U) - 3) deep += "<a>";
  EXPECT_EQ(refused(deep).code, ErrorCode::invalid);
  std::string wide = "<RunInfo>";
  while (wide.size() < (4U << 20U) - 20) wide += "<a/>";
  EXPECT_THAT(refused(wide + "</RunInfo>").what, HasSubstr("names no run"));
  const auto whole = run_info("M01234", layout);
  for (std::size_t cut = 0; cut + 2 < whole.size(); cut += 7)
    EXPECT_EQ(refused(whole.substr(0, cut)).code, ErrorCode::invalid);
}

TEST(HostileXml, IsRefusedWhenItsNumbersAreNone) {
  for (const auto* number : {"-1", "0", "17", "99999999999999999999", "0x4", "4.0", "1e1", "four", "+4"})
    EXPECT_EQ(
        refused(base::replaced(run_info("M01234", layout), "LaneCount=\"4\"", fmt::format("LaneCount=\"{}\"", number)))
            .code,
        ErrorCode::invalid)
        << number;
  for (const auto* number : {"-3", "10001", "NaN"})
    EXPECT_EQ(
        refused(base::replaced(run_info("M01234", layout), "NumCycles=\"3\"", fmt::format("NumCycles=\"{}\"", number)))
            .code,
        ErrorCode::invalid)
        << number;
  for (const auto* tile : {"", "1101", "1_", "_1101", "17_1101", "1_100000", "1_-1", "0_1101"})
    EXPECT_EQ(
        refused(run_info("M01234", layout, fmt::format("<TileSet><Tiles><Tile>{}</Tile></Tiles></TileSet>", tile)))
            .code,
        ErrorCode::invalid)
        << tile;
}

TEST(HostileXml, IsRefusedWhenItListsTooMuch) {
  std::string tiles = "<TileSet><Tiles>";
  for (int i = 0; i <= 100'000; ++i) tiles += "<Tile>1_1101</Tile>";
  EXPECT_EQ(refused(run_info("M01234", layout, tiles + "</Tiles></TileSet>")).code, ErrorCode::limit);
  std::string reads;
  for (int i = 0; i < 17; ++i) reads += "<Read NumCycles=\"1\"/>";
  EXPECT_EQ(refused(base::replaced(run_info("M01234", layout), "<Reads>", "<Reads>" + reads)).code, ErrorCode::limit);
}

TEST(HostileXml, GivesNoTextThatCannotBeShown) {
  const auto with = [](const std::string& flowcell) {
    return parse_run_info(
        base::as_bytes(base::replaced(run_info("M01234", layout), "HXXXXXXXX</Flow", flowcell + "</Flow")));
  };
  for (const auto* flowcell : {"\xff\xfe", "a\x1b[2Jb", "&#27;[2J", "a&#10;b", "\xc3\x28"})
    EXPECT_EQ(with(flowcell)->flowcell, "") << flowcell;
  EXPECT_EQ(with(std::string(201, 'x'))->flowcell, "");
  EXPECT_EQ(with(" \n HABC \t")->flowcell, "HABC");
}

TEST(TheStatusOfARun, IsReadInBothForms) {
  const auto word = [](const std::string& xml) { return parse_run_status(base::as_bytes(xml))->word; };
  EXPECT_EQ(word("<RunCompletionStatus><CompletionStatus>CompletedAsPlanned</CompletionStatus></RunCompletionStatus>"),
            "CompletedAsPlanned");
  EXPECT_EQ(word("<RunCompletionStatus><RunStatus>RunCompleted</RunStatus></RunCompletionStatus>"), "RunCompleted");
  EXPECT_FALSE(parse_run_status(base::as_bytes("<RunCompletionStatus/>")));
}

TEST(TheStatusOfARun, IsAbsentUnreadableOrThere) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(read_run_status(folder.path()));
  test::write_file(folder / "runcompletionstatus.xml", "<RunCompl");
  ASSERT_TRUE(read_run_status(folder.path()));
  EXPECT_THAT(read_run_status(folder.path())->unreadable, HasSubstr("not XML"));
  test::write_file(folder / "RunCompletionStatus.xml",
                   "<RunCompletionStatus><CompletionStatus>ExceptionEndedEarly</CompletionStatus>"
                   "<ErrorDescription>it stopped</ErrorDescription></RunCompletionStatus>");
  EXPECT_EQ(read_run_status(folder.path())->word, "ExceptionEndedEarly");
  EXPECT_EQ(read_run_status(folder.path())->message, "it stopped");
  EXPECT_EQ(read_run_status(folder.path())->unreadable, "");
}

}  // namespace
}  // namespace runseal::runs
