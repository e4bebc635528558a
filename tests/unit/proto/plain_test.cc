// The bytes of rsync daemons and of iSCSI: what real servers sent, and what none would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/iscsi.h"
#include "proto/rsync.h"
#include "unit/proto/recorded_plain.h"

namespace runseal::proto {
namespace {

namespace recorded = test::recorded;
using testing::ElementsAre;
using Kind = RsyncAnswer::Kind;

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }
Bytes hex(std::string_view text) { return base::from_hex(text).value(); }

TEST(Rsync, ARecordedConversationIsReadAsTheDaemonWasConfigured) {
  const auto greeting = bytes(recorded::rsync_greeting);
  EXPECT_EQ(rsync_greeting_size(greeting).value(), greeting.size());
  EXPECT_EQ(parse_rsync_greeting(greeting)->version, "32.0");
  EXPECT_THAT(parse_rsync_greeting(greeting)->digests, ElementsAre("sha512", "sha256", "sha1", "md5", "md4"));
  const auto list = bytes(recorded::rsync_list);
  EXPECT_EQ(rsync_answer_size(list).value(), list.size());
  EXPECT_THAT(rsync_modules(parse_rsync_answer(list)->lines), ElementsAre("open", "locked", "closed"));
  EXPECT_EQ(parse_rsync_answer(bytes(recorded::rsync_open))->kind, Kind::open);
  EXPECT_EQ(parse_rsync_answer(bytes(recorded::rsync_password))->kind, Kind::password);
  const auto refused = parse_rsync_answer(bytes(recorded::rsync_refused));
  EXPECT_EQ(refused->kind, Kind::error);
  EXPECT_THAT(refused->error, testing::HasSubstr("access denied"));
}

TEST(Rsync, WhatIsCutOrSomethingElseIsNoAnswer) {
  for (const auto whole : {recorded::rsync_list, recorded::rsync_open, recorded::rsync_refused})
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_EQ(rsync_answer_size(bytes(whole.substr(0, size))).value(), std::nullopt);
  EXPECT_EQ(rsync_greeting_size(bytes("SSH-2.0-x\n")).error().code, ErrorCode::not_found);
  EXPECT_EQ(rsync_greeting_size(bytes("@RSY")).value(), std::nullopt);
  EXPECT_EQ(rsync_answer_size(bytes(std::string(5000, 'x'))).error().code, ErrorCode::limit);
  EXPECT_FALSE(parse_rsync_greeting(bytes("@RSYNCD: \n")));
  EXPECT_FALSE(parse_rsync_greeting(bytes("@RSYNCD: new\n")));
  EXPECT_FALSE(parse_rsync_answer(bytes("@RSYNCD: PERHAPS\n")));
}

TEST(Iscsi, RecordedAnswersAreReadAsTheTargetWasConfigured) {
  const auto open = parse_iscsi_login(hex(recorded::iscsi_open));
  ASSERT_TRUE(open);
  EXPECT_EQ(open->status_class, 0);
  EXPECT_TRUE(open->goes_on);
  EXPECT_EQ(open->number, 0U);
  EXPECT_EQ(parse_iscsi_login(hex(recorded::iscsi_begun))->number, 1U);
  EXPECT_EQ(open->keys.at("AuthMethod"), "None");
  const auto rejected = parse_iscsi_login(hex(recorded::iscsi_rejected));
  ASSERT_TRUE(rejected);
  EXPECT_EQ(rejected->status_class, 2);
  EXPECT_EQ(rejected->status_detail, 1);
  EXPECT_FALSE(rejected->goes_on);
  EXPECT_EQ(parse_iscsi_login(hex(recorded::iscsi_chap))->keys.at("AuthMethod"), "CHAP");
  EXPECT_THAT(*parse_iscsi_targets(hex(recorded::iscsi_targets)), ElementsAre("iqn.2024-01.lab:runs"));
}

TEST(Iscsi, WhatIsCutOrSomethingElseIsNoAnswer) {
  const auto whole = hex(recorded::iscsi_open);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto part = ByteView(whole).first(size);
    EXPECT_FALSE(parse_iscsi_login(part)) << size;
    const auto needed = iscsi_pdu_size(part);
    EXPECT_TRUE(needed && (!*needed || **needed == whole.size())) << size;
  }
  EXPECT_EQ(iscsi_pdu_size(bytes("HTTP/1.1")).error().code, ErrorCode::not_found);
  EXPECT_EQ(iscsi_pdu_size(bytes("SSH-2.0-")).error().code, ErrorCode::not_found);
  auto huge = whole;
  huge[5] = 0xff;
  EXPECT_EQ(iscsi_pdu_size(huge).error().code, ErrorCode::limit);
}

// An echo is no answer: a request must not be taken for one.
TEST(Iscsi, ItsOwnRequestIsNoAnswer) {
  const auto login = iscsi_login_request({"AuthMethod=None"}, IscsiStage::security, IscsiStage::operational, 1);
  EXPECT_EQ(login.size() % 4, 0U);
  EXPECT_EQ(iscsi_pdu_size(login).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace runseal::proto
