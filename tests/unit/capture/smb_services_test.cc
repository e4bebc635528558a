// Named pipes of IPC$ in the clear, beside shares: calls as MS-SRVS and MS-WKST number them, in PDUs as C706 12.6 lays
// them out. tshark names the same calls NetShareEnumAll (15) and NetFileEnum (9).
#include "capture/dissectors/smb.h"
#include "unit/capture/net_feed.h"
#include "unit/capture/smb_messages.h"

namespace runseal::capture {
namespace {

using namespace runseal::test;
using model::Protection;
using test::play;
using test::Talk;

enum : std::uint16_t { tree_connect = 3, create = 5, close_file = 6, read_file = 8, write_file = 9, ioctl = 11 };
enum : std::uint32_t { answer = 1 };
enum : std::uint8_t { request = 0, bind = 11 };
enum : std::uint16_t { share_enum = 15, file_enum = 9 };
constexpr std::uint32_t pipe_transceive = 0x0011c017, dfs_referrals = 0x00060194;
constexpr std::uint32_t ipc = 9;

Bytes pdu(std::uint8_t type, std::uint16_t number) {
  base::Writer out;
  out.u8(5).u8(0).u8(type).u8(3).le32(0x10).le16(40).le16(0).le32(1);  // little endian, 40 bytes
  out.le32(16).le16(0).le16(number).zeros(16);
  return std::move(out).take();
}

base::Writer ioctl_body(std::uint32_t code, std::uint64_t file, const Bytes& given) {
  base::Writer body;
  body.le16(57).le16(0).le32(code).le64(file).le64(file).le32(120).le32(static_cast<std::uint32_t>(given.size()));
  body.zeros(24).bytes(given);
  return body;
}

base::Writer pipe_write_body(std::uint64_t file, const Bytes& given) {
  base::Writer body;
  body.le16(49).le16(112).le32(static_cast<std::uint32_t>(given.size())).le64(0).le64(file).le64(file).zeros(16);
  body.bytes(given);
  return body;
}

Bytes encrypted() {
  base::Writer out;
  out.be32(0xfd534d42).zeros(16).zeros(16).le32(100).le16(0).le16(1).le64(0x11).bytes(Bytes(100, 7));
  return proto::smb_frame(out.data());
}

class Pipes {
 public:
  explicit Pipes(std::string_view pipe) : talk_(445) {
    base::Writer is_pipe;
    is_pipe.le16(16).u8(2).zeros(13);
    ask(tree_connect, tree_body("\\\\nas01\\IPC$"), is_pipe);
    ask(create, create_body(pipe), created_body(7));
  }
  Pipes& call(std::uint8_t type, std::uint16_t number = 0) {
    return ask(ioctl, ioctl_body(pipe_transceive, 7, pdu(type, number)), small_body(49));
  }
  Pipes& ask(std::uint16_t verb, const base::Writer& question, const base::Writer& answered) {
    talk_.client(compound({smb_message({verb, ++message_, 0, ipc}, question)}));
    talk_.server(compound({smb_message({verb, message_, answer, ipc}, answered)}));
    return *this;
  }
  Pipes& encrypt() {
    talk_.client(encrypted());
    talk_.server(encrypted());
    return *this;
  }
  [[nodiscard]] FlowReport report(test::How how = {}) const { return play({smb_kind()}, segments(), how).only("smb"); }
  [[nodiscard]] const std::vector<test::Segment>& segments() const { return talk_.segments(); }

 private:
  Talk talk_;
  std::uint64_t message_ = 0;
};

TEST(CaptureSmbServices, AListOfTheSharesIsNoMessageAboutFiles) {
  auto pipes = Pipes("srvsvc").call(bind).call(request, share_enum).ask(close_file, close_body(7), small_body(60));
  const auto alone = pipes.report();
  EXPECT_EQ(alone.confidentiality.grade, Protection::unknown) << alone.confidentiality.reason;
  EXPECT_EQ(alone.integrity.grade, Protection::unknown) << alone.integrity.reason;
  EXPECT_EQ(alone.facts.at("smb.service-messages-in-clear").value, 8);
  EXPECT_FALSE(alone.facts.contains("smb.client-messages-unsigned"));
  EXPECT_TRUE(alone.places.empty());
  const auto beside = pipes.encrypt().report();
  EXPECT_EQ(beside.confidentiality.grade, Protection::protected_) << beside.confidentiality.reason;
  EXPECT_EQ(beside.integrity.grade, Protection::protected_) << beside.integrity.reason;
  EXPECT_NE(beside.confidentiality.reason.find("8 more, to services that were not asked about files, crossed readable"),
            std::string::npos)
      << beside.confidentiality.reason;
}

TEST(CaptureSmbServices, CallsThatAreWrittenAndReadAreAsGood) {
  auto pipes = Pipes("WKSSVC");
  pipes.ask(write_file, pipe_write_body(7, pdu(bind, 0)), small_body(17));
  pipes.ask(read_file, read_body(7, 40), read_answer_body(40));
  pipes.ask(write_file, pipe_write_body(7, pdu(request, 0)), small_body(17)).encrypt();
  for (const std::size_t at_most : {std::size_t{1}, std::size_t{120}, SIZE_MAX}) {
    const auto report = pipes.report({.at_most = at_most});
    EXPECT_EQ(report.confidentiality.grade, Protection::protected_) << report.confidentiality.reason;
    EXPECT_EQ(report.facts.at("smb.service-messages-in-clear").value, 8);
    EXPECT_FALSE(report.facts.contains("smb.bytes-read-in-clear"));  // of files
    EXPECT_FALSE(report.facts.contains("smb.bytes-written-in-clear"));
  }
}

// Names of files cross there: which are open, which were found, which are printed.
TEST(CaptureSmbServices, WhatMayNameFilesCountsAsAboutFiles) {
  const auto is_absent = [](const Pipes& pipes) {
    const auto report = pipes.report();
    EXPECT_EQ(report.confidentiality.grade, Protection::absent) << report.confidentiality.reason;
    EXPECT_TRUE(report.places.contains("IPC$"));
  };
  is_absent(Pipes("srvsvc").call(bind).call(request, file_enum).encrypt());
  is_absent(Pipes("mdssvc").call(bind).encrypt());
  is_absent(Pipes("srvsvc").ask(write_file, pipe_write_body(7, pdu(request, file_enum)), small_body(17)).encrypt());
  is_absent(Pipes("srvsvc").ask(write_file, write_body(7, 300), small_body(17)).encrypt());
  base::Writer referral;
  referral.le16(4).bytes(utf16_of("\\nas01\\runs\\patient"));
  is_absent(Pipes("srvsvc")
                .ask(ioctl, ioctl_body(dfs_referrals, of_the_compound, referral.data()), small_body(49))
                .encrypt());
}

TEST(CaptureSmbServices, ACallThatIsCutOffIsNotKnownToBeHarmless) {
  const auto given = pdu(request, share_enum);
  base::Writer far;  // what is given lies 80 bytes behind the rest
  far.le16(57).le16(0).le32(pipe_transceive).le64(7).le64(7).le32(200).le32(40).zeros(104).bytes(given);
  const auto pipes = Pipes("srvsvc").call(bind).ask(ioctl, far, small_body(49)).encrypt();
  const auto whole = pipes.report();
  EXPECT_EQ(whole.confidentiality.grade, Protection::protected_) << whole.confidentiality.reason;
  const auto cut = pipes.report({.kept = 4 + 200 + 20});
  EXPECT_EQ(cut.confidentiality.grade, Protection::unknown) << cut.confidentiality.reason;
}

TEST(CaptureSmbServices, NoLossMakesItSafer) {
  test::never_safer({smb_kind()}, Pipes("srvsvc").call(bind).call(request, file_enum).encrypt().segments());
}

}  // namespace
}  // namespace runseal::capture
