// Replies as nobody should make them: the form stays whole or says why not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdio>
#include <regex>

#include "base/text.h"
#include "notice/reply_pdf.h"
#include "support/temporary.h"
#include "unit/notice/reply_sample.h"

namespace runseal::notice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The text without any blank, so that wrapping plays no part.
std::string squeezed_text(const model::Reply& reply) {
  const test::TemporaryFolder folder;
  const auto pdf = reply_pdf(reply);
  EXPECT_TRUE(pdf) << pdf.error().describe();
  if (!pdf) return {};
  const auto file = (folder / "reply.pdf").string();
  test::write_file(file, base::as_text(*pdf));
  EXPECT_THAT(tool("qpdf", {"--check", file}), HasSubstr("No syntax or stream encoding errors found"));
  auto text = std::regex_replace(tool("pdftotext", {"-raw", file, "-"}), std::regex("[ \n\f]+"), "");
  for (const auto* mark : {"\u202B", "\u202C"}) text = base::replaced(text, mark, "");  // pdftotext's own
  return text;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST(HostileReply, MarkupIsTextAndNothingElse) {
  auto reply = sample_reply("en");
  reply.organisation = "<b>A&amp;B</b> <span size='1'>tiny</span> </markup> & < > \"'";
  reply.devices[0].name = "<u>%s</u> (\\) /JavaScript";
  EXPECT_THAT(squeezed_text(reply), AllOf(HasSubstr("<b>A&amp;B</b><spansize='1'>tiny</span></markup>&<>\"'"),
                                          HasSubstr("<u>%s</u>(\\)/JavaScript")));
}

TEST(HostileReply, ControlCharactersAreShownAsReplacedAndLineEndsAsSpaces) {
  auto reply = sample_reply("en");
  reply.organisation = std::string("one\0two\x1b[31mthree\x7f", 18) + "\u0085four\nfive\tsix";
  EXPECT_THAT(squeezed_text(reply), HasSubstr("one\uFFFDtwo\uFFFD[31mthree\uFFFDfourfivesix"));
}

TEST(HostileReply, CharactersThatTurnTextAroundAreShownAsReplaced) {
  auto reply = sample_reply("en");
  reply.person = "Anna \u202Enitram\u202C Martin";
  EXPECT_THAT(squeezed_text(reply), HasSubstr("Anna\uFFFDnitram\uFFFDMartin"));
}

TEST(HostileReply, AnOrganisationOfTenThousandCharactersIsPrintedWhole) {
  auto reply = sample_reply("lv");
  reply.organisation.clear();
  for (int i = 0; i < 1000; ++i) reply.organisation += "Ķ" + std::to_string(10000000 + i) + " ";
  const auto text = squeezed_text(reply);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(count(text, "Ķ" + std::to_string(10000000 + i)), 1U) << i;
  reply.organisation.clear();
  for (int i = 0; i < 10'000; ++i) reply.organisation += "Ω";  // nowhere to break a line
  EXPECT_EQ(count(squeezed_text(reply), "Ω"), 10'000U);
}

TEST(HostileReply, ManyAnswersAndLongReasonsAreAllPrinted) {
  auto reply = sample_reply("en");
  for (int i = 0; i < 200; ++i) {
    reply.answers.push_back(reply.answers[1]);
    reply.answers.back().missing = "reason" + std::to_string(1000 + i) + std::string(100, 'x');
  }
  const auto text = squeezed_text(reply);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(count(text, "reason" + std::to_string(1000 + i)), 1U);
  EXPECT_EQ(count(text, "☐Yes☒No"), 201U);
}

TEST(HostileReply, TextFromRightToLeftStaysWhole) {
  auto reply = sample_reply("en");
  reply.organisation = "מעבדה מרכזית";
  reply.person = "مدير";
  reply.title = "NextSeq מעבדה 550";
  EXPECT_THAT(squeezed_text(reply), AllOf(HasSubstr("מעבדה"), HasSubstr("מרכזית"), HasSubstr("NextSeq")));
}

TEST(HostileReply, TextThatIsNotUtf8IsRefusedByName) {
  auto reply = sample_reply("en");
  reply.devices[1].connections[0].endpoint = "smb://nas\xff/x";
  const auto pdf = reply_pdf(reply);
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().code, ErrorCode::invalid);
  EXPECT_EQ(pdf.error().where, "reply.devices.1.connections.0.endpoint");
}

TEST(HostileReply, TextWithoutEndIsRefused) {
  auto reply = sample_reply("en");
  reply.organisation = std::string(70'000, 'a');
  EXPECT_EQ(reply_pdf(reply).error().code, ErrorCode::limit);
  reply = sample_reply("en");
  reply.devices.assign(20'000, sample_device(1));
  EXPECT_EQ(reply_pdf(reply).error().code, ErrorCode::limit);
}

TEST(HostileReply, ACharacterThatNoFontCanDrawIsNamedAndNeverABox) {
  auto reply = sample_reply("en");
  reply.organisation = "A\U000E0FFFB \U0010FFFD";
  const auto pdf = reply_pdf(reply);
  ASSERT_FALSE(pdf);
  EXPECT_EQ(pdf.error().code, ErrorCode::invalid);
  EXPECT_THAT(pdf.error().what, HasSubstr("U+10FFFD"));
  EXPECT_THAT(pdf.error().next, HasSubstr("install fonts"));
}

TEST(HostileReplyDeathTest, AHostWithoutAnyFontIsToldSo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a fresh process: fonts are looked up once in each
  const test::TemporaryFolder folder;
  test::write_file(folder / "fonts.conf",
                   "<fontconfig><cachedir>" + folder.path().string() + "</cachedir></fontconfig>");
  EXPECT_EXIT(
      {
        ::setenv("FONTCONFIG_FILE", (folder / "fonts.conf").c_str(), 1);
        const auto pdf = reply_pdf(sample_reply("en"));
        if (!pdf) std::fputs(pdf.error().describe().c_str(), stderr);
        std::_Exit(pdf ? 1 : 0);
      },
      testing::ExitedWithCode(0), "this host has no fonts.*install fonts-dejavu-core");
}

TEST(HostileReply, ADraftIsNotSigned) {
  auto reply = sample_reply("en");
  sign(reply);
  reply.draft = true;
  EXPECT_EQ(reply_pdf(reply).error().where, "reply.signature");
}

TEST(HostileReply, AnAnswerOfTheOtherRoleIsNotDroppedInSilence) {
  auto reply = sample_reply("en");
  reply.answers.push_back(sample_reply("en", model::ReplyRole::distributor).answers[1]);
  EXPECT_EQ(reply_pdf(reply).error().code, ErrorCode::invalid);
  reply.answers.back().value = model::AnswerValue::unanswered;
  EXPECT_TRUE(reply_pdf(reply));
}

TEST(HostileReply, DatesLanguagesAndIdsThatAreNoneAreRefused) {
  const auto refused = [](auto change) {
    auto reply = sample_reply("en");
    sign(reply);
    change(reply);
    const auto pdf = reply_pdf(reply);
    return pdf ? std::optional<ErrorCode>() : pdf.error().code;
  };
  EXPECT_EQ(refused([](model::Reply&) {}), std::nullopt);
  EXPECT_EQ(refused([](auto& reply) { reply.date = "2024-02-30"; }), ErrorCode::invalid);
  EXPECT_EQ(refused([](auto& reply) { reply.date_format = "DDDD"; }), ErrorCode::invalid);
  EXPECT_EQ(refused([](auto& reply) { reply.made_at = "yesterday"; }), ErrorCode::invalid);
  EXPECT_EQ(refused([](auto& reply) { reply.signature->at = ""; }), ErrorCode::invalid);
  EXPECT_EQ(refused([](auto& reply) { reply.devices[0].connections[0].at = "2024"; }), ErrorCode::invalid);
  EXPECT_EQ(refused([](auto& reply) { reply.language = "tlh"; }), ErrorCode::not_found);
  EXPECT_EQ(refused([](auto& reply) { reply.id = ""; }), ErrorCode::usage);
  EXPECT_EQ(refused([](auto& reply) { reply.notice_id = std::string(65, 'x'); }), ErrorCode::usage);
}

TEST(HostileReply, AnEmptyReplyIsStillAForm) {
  model::Reply reply;
  reply.id = "r";
  reply.notice_id = "n";
  reply.version = "0";
  reply.language = "lv";
  reply.made_at = "2024-05-09T07:30:00Z";
  EXPECT_THAT(squeezed_text(reply), AllOf(HasSubstr("Organizācija—"), HasSubstr("Ierīčuuzskaitēnavnevienasskartas")));
}

}  // namespace
}  // namespace runseal::notice
