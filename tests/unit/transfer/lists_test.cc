// The manifest is what sha256sum writes and checks; both lists are read back exactly, and nothing else is.
#include <gmock/gmock.h>

#include "base/process.h"
#include "base/text.h"
#include "transfer/seal/manifest.h"
#include "unit/transfer/sample_run.h"

namespace runseal::transfer {
namespace {

using testing::HasSubstr;

struct Lists : SampleRun {
  // what coreutils says about the same files, in the manifest's order
  std::string by_sha256sum(const auto& entries) const {
    base::Command command;
    command.program = "env";
    command.arguments = {"-C", run.string(), "sha256sum", "--"};
    for (const auto& entry : entries)
      if (entry.kind == EntryKind::file) command.arguments.push_back(entry.path);
    return base::run(command)->out;
  }

  static std::string manifest_text(const auto& entries) { return *manifest_of(refs_to(entries))->whole(); }
  static std::string tree_text(const auto& entries) { return *tree_of(refs_to(entries))->whole(); }

  std::string why(const std::string& manifest, const std::string& tree) {
    const auto parsed = parse_lists(manifest, tree);
    return parsed ? "accepted" : parsed.error().describe();
  }
};

const std::string digest_of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
std::string line(const std::string& path) { return digest_of_nothing + "  " + path + "\n"; }
std::string file(const std::string& path) { return "f\t0\t0\t-\tfixed\t" + path + "\t\n"; }
std::string folder_line(const std::string& path) { return "d\t0\t0\t-\t-\t" + path + "\t\n"; }

TEST_F(Lists, ThatDoNotFitMemoryAreReadBackAllTheSame) {
  std::vector<Entry> entries;
  for (int i = 100'000; i < 110'000; ++i) {
    Entry file;
    file.path = std::to_string(i) + std::string(static_cast<std::size_t>(i % 200), i % 2 != 0 ? '\n' : 'x');
    file.size = static_cast<std::uint64_t>(i);
    entries.push_back(std::move(file));
  }
  const auto back = parse_lists(*manifest_of(refs_to(entries)), *tree_of(refs_to(entries)));
  ASSERT_TRUE(back) << back.error().describe();
  ASSERT_EQ(back->size(), entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    ASSERT_EQ((*back)[i].path, entries[i].path);
    ASSERT_EQ((*back)[i].size, entries[i].size);
  }
}

TEST_F(Lists, TheManifestIsByteForByteWhatSha256sumWrites) {
  awkward_names();
  write("Data/empty", "");
  write("Data/large", std::string(3'000'000, 'A'));
  const auto taken = take();
  ASSERT_TRUE(taken) << taken.error().describe();
  EXPECT_EQ(manifest_text(taken->entries), by_sha256sum(taken->entries));
}

TEST_F(Lists, LeadingZerosOfAChecksumStay) {
  // sha256("886") begins with 000
  write("886", "886");
  const auto taken = take();
  const auto text = manifest_text(taken->entries);
  EXPECT_TRUE(text.starts_with("000")) << text;
  EXPECT_EQ(text, by_sha256sum(taken->entries));
  const auto back = parse_lists(text, tree_text(taken->entries));
  ASSERT_TRUE(back);
  EXPECT_EQ(manifest_text(*back), text);
}

TEST_F(Lists, WhatIsWrittenIsReadBackWithEveryField) {
  awkward_names();
  write("run.sh", "#!/bin/sh\n");
  std::filesystem::permissions(run / "run.sh", std::filesystem::perms(0755));
  std::filesystem::create_symlink("Data/back\\slash\twith\ntab", run / "link");
  const auto taken = take();
  ASSERT_TRUE(taken) << taken.error().describe();
  const auto back = parse_lists(manifest_text(taken->entries), tree_text(taken->entries));
  ASSERT_TRUE(back) << back.error().describe();
  ASSERT_EQ(back->size(), taken->entries.size());
  for (std::size_t i = 0; i < back->size(); ++i) {
    const auto& was = taken->entries[i];
    const auto& is = back->at(i);
    EXPECT_EQ(is.path, was.path);
    EXPECT_EQ(is.kind, was.kind);
    EXPECT_EQ(is.size, was.size);
    EXPECT_EQ(is.mtime_ns, was.mtime_ns);
    EXPECT_EQ(is.executable, was.executable);
    EXPECT_EQ(is.target, was.target);
    EXPECT_EQ(is.sha256, was.sha256);
    if (was.kind == EntryKind::file) {
      EXPECT_EQ(is.file_class, was.file_class);
    }
  }
}

TEST_F(Lists, ARunWithoutFilesHasAnEmptyManifest) {
  const auto taken = take();
  EXPECT_EQ(manifest_text(taken->entries), "");
  EXPECT_EQ(parse_lists("", tree_text(taken->entries))->size(), 4U);
  EXPECT_TRUE(parse_lists("", "")->empty());
}

TEST_F(Lists, PathsThatLeadElsewhereAreRefusedWithTheirLine) {
  for (const auto* path : {"../a", "/etc/passwd", "a/../b", "./a", "a//b", "", ".runseal/seal.json", ".runseal"}) {
    const auto said = why(line(path), file(path));
    EXPECT_THAT(said, HasSubstr("tree.tsv:1")) << path;
  }
  EXPECT_THAT(why(line(std::string(256, 'x')), file(std::string(256, 'x'))), HasSubstr("255 bytes"));
  EXPECT_THAT(why(line(std::string("a\0b", 3)), file(std::string("a\0b", 3))), HasSubstr("NUL"));
  // deeper down it is a name like any other
  EXPECT_EQ(why(line("d/.runseal"), folder_line("d") + file("d/.runseal")), "accepted");
}

TEST_F(Lists, ListsThatAreNotSortedOrNameAPathTwiceAreRefused) {
  EXPECT_EQ(why(line("a") + line("b"), file("a") + file("b")), "accepted");
  EXPECT_THAT(why(line("b") + line("a"), file("b") + file("a")), HasSubstr("tree.tsv:2"));
  EXPECT_THAT(why(line("a") + line("a"), file("a") + file("a")), HasSubstr("twice"));
  EXPECT_THAT(why(line("a") + line("a"), file("a")), HasSubstr("manifest.sha256:2"));
  // by bytes: "B" before "a", and 0xff after everything
  EXPECT_EQ(why(line("B") + line("a") + line("\xff"), file("B") + file("a") + file("\xff")), "accepted");
  EXPECT_NE(why(line("\xff") + line("a"), file("\xff") + file("a")), "accepted");
}

TEST_F(Lists, ListsThatTellOfDifferentFilesAreRefused) {
  EXPECT_THAT(why(line("a"), file("b")), HasSubstr("manifest.sha256:1"));
  EXPECT_THAT(why("", file("b")), HasSubstr("manifest.sha256:1"));
  EXPECT_THAT(why(line("a"), ""), HasSubstr("manifest.sha256:1"));
  EXPECT_THAT(why(line("a"), folder_line("a")), HasSubstr("manifest.sha256:1"));
}

TEST_F(Lists, APathBelowAFileOrBelowNothingIsRefused) {
  EXPECT_EQ(why(line("a-b") + line("a/b"), folder_line("a") + file("a-b") + file("a/b")), "accepted");
  EXPECT_THAT(why(line("a") + line("a/b"), file("a") + file("a/b")), HasSubstr("tree.tsv:2"));
  EXPECT_THAT(why(line("a/b"), file("a/b")), HasSubstr("tree.tsv:1"));
}

TEST_F(Lists, OnlyTheOneWrittenFormOfALineIsTaken) {
  const auto refused = [&](const std::string& manifest_line, const std::string& tree_line) {
    EXPECT_NE(why(manifest_line, tree_line), "accepted") << manifest_line << tree_line;
  };
  const std::string good = "f\t0\t0\t-\tfixed\ta\t\n";
  EXPECT_EQ(why(line("a"), good), "accepted");
  for (const auto* tree_line : {"f\t00\t0\t-\tfixed\ta\t\n",
                                "f\t-0\t0\t-\tfixed\ta\t\n",
                                "f\t+1\t0\t-\tfixed\ta\t\n",
                                "f\t 0\t0\t-\tfixed\ta\t\n",
                                "f\t-1\t0\t-\tfixed\ta\t\n",
                                "f\t9223372036854775808\t0\t-\tfixed\ta\t\n",
                                "f\t99999999999999999999999\t0\t-\tfixed\ta\t\n",
                                "f\t0\t-0\t-\tfixed\ta\t\n",
                                "f\t0\t\t-\tfixed\ta\t\n",
                                "f\t0\t0\tX\tfixed\ta\t\n",
                                "f\t0\t0\t-\tFixed\ta\t\n",
                                "f\t0\t0\t-\t-\ta\t\n",
                                "f\t0\t0\t-\tfixed\ta\tb\n",
                                "f\t0\t0\t-\tfixed\ta\n",
                                "f\t0\t0\t-\tfixed\ta\t\t\n",
                                "F\t0\t0\t-\tfixed\ta\t\n",
                                "f\t0\t0\t-\tfixed\ta\t",
                                "f\t0\t0\t-\tfixed\ta\t\r\n",
                                "\n",
                                "f\t0\t0\t-\tfixed\t\\a\t\n",
                                "f\t0\t0\t-\tfixed\ta\\\t\n"})
    refused(line("a"), tree_line);
  for (const auto* tree_line : {"l\t0\t0\t-\t-\ta\t\n", "l\t1\t0\t-\t-\ta\tb\n", "l\t0\t0\tx\t-\ta\tb\n",
                                "l\t0\t0\t-\tfixed\ta\tb\n", "d\t0\t0\t-\t-\ta\tb\n", "d\t0\t0\tx\t-\ta\t\n"})
    refused("", tree_line);
  for (const auto& manifest_line :
       {digest_of_nothing + " *a\n", digest_of_nothing + " a\n", digest_of_nothing + "  a", digest_of_nothing + "  \n",
        "\\" + line("a"), base::replaced(line("a"), "e3b0", "E3B0"), digest_of_nothing.substr(1) + "  a\n",
        "#" + line("a"), "SHA256 (a) = " + digest_of_nothing + "\n", line("a") + "\n"})
    refused(manifest_line, good);
  refused(line("a\\b"), file("a\\\\b"));         // must be escaped
  refused("\\" + line("a\\tb"), file("a\\tb"));  // sha256sum escapes no tab
  EXPECT_EQ(why("\\" + line("a\\\\b"), file("a\\\\b")), "accepted");
  EXPECT_EQ(why(line("a\tb"), file("a\\tb")), "accepted");
}

TEST_F(Lists, AHostileListOfHundredsOfThousandsTakesNoLongerThanAFriendlyOne) {
  // folders that all begin alike, a file in the first of them last: what makes naive parsers quadratic
  std::string tree;
  std::string manifest;
  for (int i = 0; i < 300'000; ++i) tree += folder_line("d" + std::string(20, 'x') + std::to_string(1'000'000 + i));
  tree += folder_line("e");
  for (int i = 0; i < 100'000; ++i) {
    tree += file("e/" + std::to_string(100'000 + i));
    manifest += line("e/" + std::to_string(100'000 + i));
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(parse_lists(manifest, tree));
  EXPECT_FALSE(parse_lists(manifest, tree + file("e/0")));
  EXPECT_FALSE(parse_lists(manifest + manifest, tree));
#if defined(__SANITIZE_THREAD__)
  constexpr std::chrono::seconds most{200};
#else
  constexpr std::chrono::seconds most{30};
#endif
  EXPECT_LT(std::chrono::steady_clock::now() - began, most) << "quadratic takes minutes, and hours under a sanitizer";
}

TEST(ShownPath, HasOneFormThatNoTerminalActsOn) {
  EXPECT_EQ(shown_path("Data/plain é"), "Data/plain é");
  EXPECT_EQ(shown_path("a\nb\\\x1b[31m"), "a\\x0ab\\x5c\\x1b[31m");
  EXPECT_EQ(shown_path("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(shown_path("\xc3\xa9\xe2\x82"), "é\\xe2\\x82");
  EXPECT_EQ(shown_path("\xe2\x80\xae"
                       "cod.exe"),
            "\\xe2\\x80\\xaecod.exe")
      << "right-to-left override";
  EXPECT_EQ(shown_path("\xc2\x9b"
                       "31m"),
            "\\xc2\\x9b31m")
      << "C1 control";
}

}  // namespace
}  // namespace runseal::transfer
