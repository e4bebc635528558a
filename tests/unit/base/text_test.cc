#include "base/text.h"

#include <gtest/gtest.h>

#include "base/config.h"
#include "base/endpoint.h"
#include "base/one_line.h"

namespace runseal::base {
namespace {

TEST(PrintableText, LetsNoControlOfATerminalThrough) {
  EXPECT_EQ(printable("Pārbaudes žurnāls €"), "Pārbaudes žurnāls €");
  EXPECT_EQ(printable("a\033[31mb\nc\td\rx\x7f"), "a?[31mb?c?d?x?");
  EXPECT_EQ(printable("\u0085\u009b31m"), "??31m");            // C1: CSI in one character
  EXPECT_EQ(printable("a\u202etxt.exe\u200f"), "a?txt.exe?");  // turning the direction of writing
  EXPECT_EQ(printable("\xff\xc3(\xed\xa0\x80"), "?\?(?\?\?");  // not UTF-8
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a?b");
}

TEST(OneLine, SaysAllOfAnErrorWithoutALineEnd) {
  EXPECT_EQ(one_line({ErrorCode::io, "the disk is full", "/srv/runs", "make room"}),
            "/srv/runs: the disk is full (make room)");
  EXPECT_EQ(one_line({ErrorCode::io, "the disk is full", {}, {}}), "the disk is full");
}

TEST(PrintableText, IsCutBetweenCharacters) {
  EXPECT_EQ(printable("aaaa", 3), "aaa…");
  EXPECT_EQ(printable("aaā", 3), "aa…");
  EXPECT_TRUE(is_utf8(printable(std::string(1000, '\xc4'), 10)));
}

TEST(Utf8, IsToldFromOtherBytes) {
  EXPECT_TRUE(is_utf8("ā€😀"));
  for (const auto* text : {"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\xff"})
    EXPECT_FALSE(is_utf8(text));
  EXPECT_EQ(utf16("😀")->size(), 2U);
  EXPECT_EQ(from_utf16(u"ā\xd800"), "ā\ufffd");
}

TEST(Texts, AreFoldedTrimmedAndSplit) {
  EXPECT_EQ(fold_case("NOVASEQ ŽĀ"), fold_case("NovaSeq žā"));
  EXPECT_EQ(without_marks("Pārbaudes žurnāls"), "Parbaudes zurnals");
  EXPECT_EQ(trim(" \u00a0\t a b \u00a0\r\n"), "a b");
  EXPECT_EQ(lines("a\r\nb\n\nc").size(), 4U);
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), std::vector<std::string>{""});
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(replaced("aaa", "a", "aa"), "aaaaaa");
}

TEST(AnEndpoint, HasOneNormalForm) {
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"smb://NAS01/runs", "smb://nas01/runs"},
      {"SMB://nas01:1445/runs/", "smb://nas01:1445/runs"},
      {"smb://nas01", "smb://nas01"},
      {"smb://nas01/", "smb://nas01"},
      {"\\\\NAS01\\runs", "smb://nas01/runs"},
      {"\\\\nas01\\my runs\\x", "smb://nas01/my%20runs/x"},
      {"smb://[FE80::1]:445/runs", "smb://[fe80::1]:445/runs"},
      {"sftp://192.0.2.7/data", "sftp://192.0.2.7/data"},
      {"mount:///mnt/runs/", "mount:///mnt/runs"},
      {"  smb://nas01/m%C4%93r%C4%ABjumi ", "smb://nas01/m%C4%93r%C4%ABjumi"}};
  for (const auto& [given, normal] : forms) {
    const auto endpoint = parse_endpoint(given);
    ASSERT_TRUE(endpoint) << given << ": " << endpoint.error().what;
    EXPECT_EQ(endpoint->url(), normal);
    EXPECT_EQ(parse_endpoint(normal)->url(), normal);
  }
  EXPECT_EQ(parse_endpoint("smb://nas01:1445/runs")->port, 1445);
  EXPECT_EQ(parse_endpoint("smb://nas01/my%20runs")->path, "my runs");
}

TEST(AnEndpoint, WithASecretOrWithoutSenseIsRefused) {
  for (const auto* text :
       {"", "nas01", "smb:", "smb://", "smb:///runs", "smb://user:secret@nas01/runs", "smb://user@nas01/runs",
        "smb://nas01:0/runs", "smb://nas01:65536/runs", "smb://nas01:x/runs", "smb://nas01/runs?x=1",
        "smb://nas01/runs#x", "mount://host/mnt", "mount:///", "smb://nas01/a%0ab", "smb://nas01/%1b[31m",
        "smb://nas01/%ff", "smb://nas 01/runs"})
    EXPECT_FALSE(parse_endpoint(text)) << text;
  EXPECT_FALSE(parse_endpoint("smb://nas01/" + std::string(5000, 'x')));
  const auto secret = parse_endpoint("smb://user:secret@nas01/runs");
  EXPECT_EQ(secret.error().code, ErrorCode::invalid);
}

TEST(Configuration, TakesItsKeysAndItsDefaults) {
  const auto config = parse_config("site = \"Rīga\"\n[audit]\nparallel = 8\ntime_limit_seconds = 3\n", "runseal.toml");
  ASSERT_TRUE(config) << config.error().describe();
  EXPECT_EQ(config->site, "Rīga");
  EXPECT_EQ(config->audit_parallel, 8);
  EXPECT_EQ(config->audit_time_limit, std::chrono::seconds(3));
  EXPECT_EQ(config->max_exception_days, 365);
  EXPECT_EQ(parse_config("", "x")->audit_parallel, 64);
}

TEST(Configuration, RefusesAnUnknownKeyWithItsLine) {
  const auto config = parse_config("site = \"a\"\n\n[audit]\nparalel = 8\n", "runseal.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::invalid);
  EXPECT_EQ(config.error().where, "runseal.toml:4");
  EXPECT_TRUE(config.error().what.contains("audit.paralel"));
}

TEST(Configuration, RefusesWrongTypesRangesAndWhatIsNotToml) {
  for (const auto* text : {"site = 1", "site = [\"a\"]", "audit = 1", "[audit]\nparallel = \"8\"",
                           "[audit]\nparallel = 0", "[audit]\nparallel = 1.0", "[audit]\nparallel = 99999999999",
                           "[reply]\nlanguage = \"de\"", "site = ", "[site]\nx = 1", "site = \"a\"\nsite = \"b\""})
    EXPECT_FALSE(parse_config(text, "x")) << text;
  EXPECT_EQ(parse_config("a = 1\nb = = 2\n", "x").error().where, "x:2");
}

}  // namespace
}  // namespace runseal::base
