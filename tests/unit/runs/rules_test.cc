#include "runs/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/process.h"
#include "base/text.h"
#include "made_run.h"
#include "runs/rule_book.h"

namespace runseal::runs {
namespace {

using model::FileClass;
using testing::HasSubstr;
using testing::IsEmpty;

const Rules* novaseq() { return rules_named("novaseq-6000"); }

TEST(Rules, AreNamedByNameAndByNameWithVersion) {
  ASSERT_NE(novaseq(), nullptr);
  EXPECT_EQ(rules_named("novaseq-6000 1"), novaseq());
  EXPECT_EQ(novaseq()->label(), "novaseq-6000 1");
  for (const auto* name : {"", "novaseq", "novaseq-6000 2", "NovaSeq-6000", "novaseq-6000 1 "})
    EXPECT_EQ(rules_named(name), nullptr) << name;
}

TEST(Rules, EndWithTheFileThatIsWrittenLastAndWaitAtLeastTwoMinutes) {
  ASSERT_FALSE(all_rules().empty());
  for (const auto& rules : all_rules()) {
    SCOPED_TRACE(rules.label());
    EXPECT_GE(rules.quiet, std::chrono::seconds(120));
    EXPECT_GT(rules.quiet_ended_early, rules.quiet);
    EXPECT_FALSE(rules.good_endings.empty());
    for (const auto& group : rules.markers)
      for (const auto& marker : group)  // a marker that is sent early would tell the receiver that all is there
        EXPECT_NE(class_of(&rules, base::replaced(marker, "{read}", "1")), FileClass::fixed) << marker;
  }
}

TEST(Rules, AreExactlyOneForEachVersionOfAFamily) {
  for (const auto& family : rule_book().families)
    for (const auto* text : {"0.1", "1", "1.3.3", "1.9999", "2", "2.6.2.1", "3.9", "4", "4.0.0.1769", "90.0.1.44"}) {
      const auto version = parse_version(text);
      if (!family.software.contains(version)) continue;
      const auto fits = [&](const Rules& rules) {
        return std::count(rules.families.begin(), rules.families.end(), family.name) == 1 &&
               rules.software.contains(version);
      };
      EXPECT_EQ(std::count_if(all_rules().begin(), all_rules().end(), fits), 1) << family.name << " " << text;
    }
}

TEST(FileClasses, AreWhatTheManualSays) {
  const std::pair<const char*, FileClass> files[] = {
      {"Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl.gz", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.stats", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/0001.bcl.bgzf", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/0001.bcl.bgzf.bci", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/s_1.bci", FileClass::fixed},
      {"Data/Intensities/BaseCalls/L001/s_1_1101.filter", FileClass::fixed},
      {"Data/Intensities/s.locs", FileClass::fixed},
      {"Data/Intensities/L001/s_1_1101.clocs", FileClass::fixed},
      {"Thumbnail_Images/L001/C1.1/s_1_1101_green.jpg", FileClass::fixed},
      {"RunInfo.xml", FileClass::fixed},
      {"runinfo.xml", FileClass::fixed},
      {"DATA/INTENSITIES/BASECALLS/L001/C1.1/L001_1.CBCL", FileClass::fixed},
      {"InterOp/QMetricsOut.bin", FileClass::growing},
      {"InterOp/C1.1/QMetricsOut.bin", FileClass::growing},
      {"Logs/run.log", FileClass::growing},
      {"RTALogs/GlobalLog_00.tsv", FileClass::growing},
      {"Data/RTALogs/Log.txt", FileClass::growing},
      {"Data/Intensities/BaseCalls/Phasing/EmpiricalPhasing_1_1_1101.txt", FileClass::growing},
      {"Logs/Wash.00.log", FileClass::late},
      {"Logs/CompressedLogs/compressedlogs.zip", FileClass::late},
      {"InstrumentAnalyticsLogs/x/y.json", FileClass::late},
      {"CompletedJobInfo.xml", FileClass::late},
      {"InterOp/IndexMetricsOut.bin", FileClass::late},
      {"FilesAdded.csv", FileClass::listing},
      {"FilesCopied.csv", FileClass::listing},
      {"Manifest.tsv", FileClass::listing},
      {"Analysis/1/Manifest.tsv", FileClass::listing},
      {"RunParameters.xml", FileClass::other},
      {"SampleSheet.csv", FileClass::other},
      {"RunCompletionStatus.xml", FileClass::other},
      {"CopyComplete.txt", FileClass::other},
      {"sub/RunInfo.xml", FileClass::other},
      {"Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl.tmp", FileClass::other},
      {"other/Data/Intensities/x.cbcl", FileClass::other},
      {"", FileClass::other},
      {"Data/Intensities/\xff\xfe/\x80.cbcl", FileClass::fixed},
      {"Data/Intensities/new\nline.cbcl", FileClass::fixed},
  };
  for (const auto& [path, wanted] : files) EXPECT_EQ(class_of(novaseq(), path), wanted) << path;
  EXPECT_EQ(class_of(rules_named("novaseq-x"), "RunCompletionStatus.xml"), FileClass::late);
  EXPECT_EQ(class_of(nullptr, "RunInfo.xml"), FileClass::other);
}

TEST(FileClasses, NeverExcuseAChangeInAResult) {
  for (const auto& rules : all_rules())
    for (const auto* path :
         {"Alignment_1/20240507_120000/Fastq/a_S1_L001_R1_001.fastq.gz",
          "Analysis/1/Data/DragenGermline/a.hard-filtered.vcf.gz", "Analysis/1/Data/BCLConvert/fastq/a.fastq.ora",
          "Data/Intensities/BaseCalls/a_S1_L001_R1_001.fastq.gz", "Data/Intensities/BaseCalls/Alignment/a_S1.vcf",
          "Data/Intensities/BaseCalls/Alignment/a_S1.bam"})
      EXPECT_EQ(class_of(&rules, path), FileClass::other) << rules.label() << " " << path;
}

// bash, which knows the same patterns with globstar, says which files of a folder each of ours means.
TEST(Patterns, MeanTheFilesThatTheShellMeans) {
  const test::TemporaryFolder folder;
  auto run = novaseq_6000();
  for (const auto* path : {"Logs/Wash.00.log",
                           "Logs/a/b/wash.zip",
                           "Logs/UcsLogs/x.json",
                           "Config/a/b.log",
                           "Config/c.cfg",
                           "Manifest.tsv",
                           "Analysis/1/Manifest.tsv",
                           "Analysis/1/CopyComplete.txt",
                           "Data/Intensities/s.locs",
                           "Data/RTALogs/a.txt",
                           "Data/Intensities/L001/s_1.locs",
                           "Data/Intensities/BaseCalls/L001/.cbcl",
                           "Data/x.cbcl",
                           "Images/a/b.jpg",
                           "Thumbnail_Images/L001/C1.1/s_1_1101_a.jpg",
                           "CompletedJobInfo.xml",
                           "InterOp/C1.1/a.bin",
                           "a*b",
                           "a?b",
                           "[ab]"})
    run.add(path);
  run.write_below(folder.path());

  std::set<std::string> patterns{"**",  "*",     "*/*",         "**/*.cbcl", "Data/**/s*.locs", "?",
                                 "???", "*.*ml", "**/C1?.1/**", "L*/**",     "**/L00?/**/*_2.*"};
  for (const auto& rules : all_rules())
    for (const auto& [file_class, glob] : rules.classes) patterns.insert(glob.text());
  for (const auto& pattern : patterns) {
    base::Command shell;
    shell.program = "bash";
    shell.arguments = {
        "-O",   "globstar",
        "-O",   "dotglob",
        "-O",   "nocaseglob",
        "-O",   "nullglob",
        "-c",   "cd \"$1\" && for f in " + pattern + "; do [ ! -f \"$f\" ] || printf '%s\\0' \"$f\"; done",
        "bash", folder.path().string()};
    const auto finished = base::run(shell);
    ASSERT_TRUE(finished && finished->ok()) << pattern;
    std::set<std::string> meant;
    for (auto& name : base::split(finished->out, '\0'))
      if (!name.empty()) meant.insert(std::move(name));
    const auto glob = Glob::parse(pattern);
    ASSERT_TRUE(glob) << pattern;
    std::set<std::string> matched;
    for (const auto& file : run.listing())
      if (glob->matches(file.path)) matched.insert(file.path);
    EXPECT_EQ(matched, meant) << pattern;
  }
}

TEST(Patterns, AreBounded) {
  for (const auto* wrong : {"", "/a", "a//b", "a/", "../a", "./a", "a/../b", "a**", "**b/c"})
    EXPECT_FALSE(Glob::parse(wrong)) << wrong;
  EXPECT_FALSE(Glob::parse(std::string(513, 'a')));
  EXPECT_FALSE(Glob::parse(std::string_view("a\0b", 3)));
  std::string deep = "a";
  for (int i = 0; i < 32; ++i) deep += "/a";
  EXPECT_FALSE(Glob::parse(deep));
}

TEST(Patterns, TakeLittleTimeForAnything) {
  const auto start = std::chrono::steady_clock::now();
  std::string stars;
  for (int i = 0; i < 15; ++i) stars += "**/*a*a*a*b/";
  const auto glob = Glob::parse(stars + "*a*b");
  ASSERT_TRUE(glob);
  std::string path;
  for (int i = 0; i < 64; ++i) path += std::string(62, 'a') + "/";
  EXPECT_FALSE(glob->matches(path + "a"));
  EXPECT_FALSE(glob->matches(std::string(1U << 20U, '/')));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

std::string book_error(const std::string& rules) {
  const auto parsed = parse_rule_book({{"x.toml", rules}});
  return parsed ? std::string() : parsed.error().describe();
}

TEST(ARuleBook, WithAMistakeIsRefused) {
  const std::string family = "[[family]]\nname = \"F\"\nserial = [\"F\"]\n";
  const std::string good =
      "[[rules]]\nname = \"f\"\nversion = 1\nfamily = [\"F\"]\nmarkers = [[\"Done.txt\"]]\ndata = "
      "[\"L{lane}/C{cycle}\"]\n"
      "per_cycle = \"one\"\nquiet_seconds = 1\nquiet_ended_early_seconds = 2\n";
  EXPECT_EQ(book_error(family + good), "");
  const std::pair<const char*, const char*> mistakes[] = {
      {"version = 1", "version = 0"},
      {"version = 1", "version = \"1\""},
      {"\"Done.txt\"", ""},
      {"[[\"Done.txt\"]]", "[\"Done.txt\"]"},
      {"L{lane}", "L{line}"},
      {"L{lane}", "L{lane:9}"},
      {"L{lane}", "L{lane"},
      {"\"one\"", "\"some\""},
      {"quiet_seconds = 1", "quiet_second = 1"},
      {"quiet_seconds = 1", "quiet_seconds = -1"},
      {"family = [\"F\"]", "family = [\"G\"]"},
      {"name = \"f\"", "name = \"f f\""},
      {"per_cycle", "late = [\"/etc\"]\nper_cycle"},
      {"per_cycle", "software_from = \"new\"\nper_cycle"},
      {"per_cycle", "parts = [{ folder = \"a\" }]\nper_cycle"},
      {"per_cycle", "colour = \"red\"\nper_cycle"},
      {"[[rules]]", "[[rule]]"},
  };
  for (const auto& [from, to] : mistakes) EXPECT_NE(book_error(family + base::replaced(good, from, to)), "") << to;
  EXPECT_THAT(book_error(family + good + good), HasSubstr("two rules f"));
  EXPECT_THAT(book_error(family + family + good), HasSubstr("two families"));
  EXPECT_THAT(book_error("not toml"), HasSubstr("x.toml:1"));
}

TEST(TheManual, NamesEveryFamilyAndEveryRule) {
  const auto manual = test::read_file(test::source_file("docs/manual/runs.md"));
  for (const auto& family : rule_book().families) EXPECT_THAT(manual, HasSubstr(family.name));
  for (const auto& rules : all_rules()) {
    EXPECT_THAT(manual, HasSubstr("`" + rules.label() + "`"));
    for (const auto& group : rules.markers)
      for (const auto& marker : group) EXPECT_THAT(manual, HasSubstr(marker)) << rules.label();
    EXPECT_THAT(manual, HasSubstr(rules.unverified)) << rules.label();
  }
}

}  // namespace
}  // namespace runseal::runs
