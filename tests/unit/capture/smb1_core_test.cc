// The core commands of SMB 1, as old clients and instruments speak them: laid out as in MS-CIFS 2.2.4.
#include "capture/dissectors/smb.h"
#include "unit/capture/net_feed.h"
#include "unit/capture/smb_messages.h"

namespace runseal::capture {
namespace {

using namespace runseal::test;
using model::Protection;
using test::play;
using test::Talk;

enum : std::uint8_t {
  open = 0x02,
  create = 0x03,
  close_file = 0x04,
  read = 0x0a,
  write = 0x0b,
  create_temporary = 0x0e,
  create_new = 0x0f,
  check_directory = 0x10,
  lock_and_read = 0x13,
  write_and_unlock = 0x14,
  write_and_close = 0x2c,
  transaction2 = 0x32,
  tree_connect = 0x70,
  nt_transact = 0xa0
};
constexpr std::uint16_t tree = 5;
constexpr std::size_t header = 32;

// Words and bytes of a message, with the names that stand in it.
struct Parts {
  base::Writer words;
  base::Writer bytes;
};
base::Writer texts(std::initializer_list<std::string_view> all) {
  base::Writer out;
  for (const auto text : all) out.u8(4).text(text).u8(0);
  return out;
}
base::Writer words(std::initializer_list<std::uint16_t> all) {
  base::Writer out;
  for (const auto word : all) out.le16(word);
  return out;
}

class Smb1Talk {
 public:
  explicit Smb1Talk(bool connected = true) : talk_(445) {
    if (connected) ask(tree_connect, {{}, texts({"\\\\NAS\\RUNS", "", "?????"})}, {words({0xffff, tree}), {}});
  }
  Smb1Talk& ask(std::uint8_t verb, const Parts& question, const Parts& answer, std::uint32_t status = 0) {
    ++exchange_;
    talk_.client(message(verb, question, false, 0));
    talk_.server(message(verb, answer, true, status));
    return *this;
  }
  Smb1Talk& opened(std::uint8_t verb, std::string_view name, std::uint16_t file) {
    const auto asked = verb == open ? words({0, 6}) : words({0, 0, 0});
    return ask(verb, {asked, texts({name})}, {verb == open ? words({file, 0, 0, 0, 0, 0, 0}) : words({file}), {}});
  }
  Smb1Talk& read_from(std::uint8_t verb, std::uint16_t file, std::uint16_t length) {
    base::Writer data;
    data.u8(1).le16(length).bytes(Bytes(length, 'x'));
    return ask(verb, {words({file, 60000, 0, 0, 0}), {}}, {words({length, 0, 0, 0, 0}), data});
  }
  Smb1Talk& written_to(std::uint8_t verb, std::uint16_t file, std::uint16_t length) {
    base::Writer data;
    if (verb == write_and_close)
      data.u8(0).bytes(Bytes(length, 'x'));
    else
      data.u8(1).le16(length).bytes(Bytes(length, 'x'));
    const auto asked = verb == write_and_close ? words({file, length, 0, 0, 0, 0}) : words({file, length, 0, 0, 0});
    return ask(verb, {asked, data}, {words({length}), {}});
  }
  [[nodiscard]] test::Played played(test::How how = {}) const { return play({smb_kind()}, talk_.segments(), how); }
  [[nodiscard]] const std::vector<test::Segment>& segments() const { return talk_.segments(); }

 private:
  [[nodiscard]] Bytes message(std::uint8_t verb, Parts parts, bool answer, std::uint32_t status) const {
    base::Writer out;
    out.be32(0xff534d42).u8(verb).le32(status).u8(answer ? 0x80 : 0).le16(0).zeros(12).le16(tree).le16(1).le16(2);
    out.le16(exchange_).u8(static_cast<std::uint8_t>(parts.words.size() / 2)).bytes(parts.words.data());
    out.le16(static_cast<std::uint16_t>(parts.bytes.size())).bytes(parts.bytes.data());
    return proto::smb_frame(out.data());
  }

  Talk talk_;
  std::uint16_t exchange_ = 0;
};

TEST(CaptureSmb1Core, ReadsAndWritesAreCountedForTheirFile) {
  Smb1Talk talk;
  talk.opened(open, "\\PATIENT.BAM", 9).read_from(read, 9, 30000).read_from(lock_and_read, 9, 1000);
  talk.written_to(write, 9, 20000).written_to(write_and_unlock, 9, 2000);
  const auto told = talk.played();
  const auto smb = told.only("smb");
  EXPECT_EQ(smb.facts.at("smb.shares").value, Json::array({"RUNS"}));
  EXPECT_EQ(smb.facts.at("smb.bytes-read-in-clear").value, 31000);
  EXPECT_EQ(smb.facts.at("smb.bytes-written-in-clear").value, 22000);
  EXPECT_EQ(smb.facts.at("smb.client-messages-unsigned").value, 5);  // to connect is none
  EXPECT_EQ(smb.places.at("RUNS").readable, 10U);
  const auto& file = told.files.at("RUNS:PATIENT.BAM");
  EXPECT_EQ(file.read, 31000U);
  EXPECT_EQ(file.written, 22000U);
  EXPECT_EQ(file.reason, "SMB 1, which cannot encrypt");
}

TEST(CaptureSmb1Core, FilesThatAreMadeAreNamedAndClosed) {
  for (const auto verb : {create, create_new}) {
    Smb1Talk talk;
    talk.opened(verb, "\\run\\A.BCL", 3).written_to(write, 3, 100).written_to(write_and_close, 3, 50);
    talk.opened(open, "\\B.BCL", 3).read_from(read, 3, 7).ask(close_file, {words({3, 0, 0}), {}}, {});
    const auto told = talk.played();
    EXPECT_EQ(told.files.at("RUNS:run/A.BCL").written, 150U);
    EXPECT_EQ(told.files.at("RUNS:B.BCL").read, 7U);
    EXPECT_EQ(told.files.at("RUNS:B.BCL").written, 0U);
  }
}

// 2.2.4.15: the client names the folder, the server the file.
TEST(CaptureSmb1Core, ATemporaryFileIsNamedByItsFolder) {
  Smb1Talk talk;
  talk.ask(create_temporary, {words({0, 0, 0}), texts({"\\TMP"})}, {words({4}), texts({"\\TMP\\A1"})});
  talk.written_to(write, 4, 60);
  EXPECT_EQ(talk.played().files.at("RUNS:TMP").written, 60U);
}

TEST(CaptureSmb1Core, FoldersThatAreAskedForAreNamed) {
  Smb1Talk talk;
  talk.ask(check_directory, {{}, texts({"\\run\\Data"})}, {});
  EXPECT_TRUE(talk.played().files.contains("RUNS:run/Data"));
}

// As NT says it, and as DOS does (2.2.2.4): ERRDOS, ERRbadfile.
TEST(CaptureSmb1Core, ANameThatIsNotThereIsNoFile) {
  for (const std::uint32_t status : {0xc0000034U, 0x00020001U}) {
    Smb1Talk talk;
    talk.ask(open, {words({0, 6}), texts({"\\NONE"})}, {}, status);
    const auto told = talk.played();
    EXPECT_EQ(told.only("smb").facts.at("smb.names-not-found").value, 1);
    EXPECT_TRUE(told.files.empty());
  }
}

// TRANS2_OPEN2 (2.2.6.1): the name behind 28 bytes of parameters. NT_TRANSACT_CREATE (2.2.7.1): behind 53.
TEST(CaptureSmb1Core, FilesThatTransactionsOpenAreNamed) {
  Smb1Talk talk;
  base::Writer asked;
  asked.le16(30).le16(0).le16(2).le16(0).zeros(10).le16(30).le16(header + 1 + 30 + 2 + 3).zeros(4).le16(1).le16(0);
  base::Writer parameters;
  parameters.zeros(3).zeros(28).text("\\OLD.BCL").u8(0);
  base::Writer told_words;
  told_words.le16(30).le16(0).le16(0).le16(30).le16(header + 1 + 20 + 2 + 1).zeros(10);
  base::Writer told_bytes;
  told_bytes.u8(0).le16(6).zeros(28);
  talk.ask(transaction2, {asked, parameters}, {told_words, told_bytes}).read_from(read, 6, 11);

  base::Writer nt;
  nt.u8(0).zeros(2).le32(60).le32(0).le32(69).le32(0).le32(60).le32(header + 1 + 38 + 2 + 3).zeros(8).u8(0).le16(1);
  base::Writer nt_parameters;
  nt_parameters.zeros(3).zeros(53).text("\\NT.BCL").u8(0);
  base::Writer nt_told;
  nt_told.zeros(3).le32(69).le32(0).le32(69).le32(header + 1 + 36 + 2 + 1).zeros(17);
  base::Writer nt_told_bytes;
  nt_told_bytes.u8(0).u8(0).u8(0).le16(8).zeros(65);
  talk.ask(nt_transact, {nt, nt_parameters}, {nt_told, nt_told_bytes}).written_to(write, 8, 13);
  const auto files = talk.played().files;
  EXPECT_EQ(files.at("RUNS:OLD.BCL").read, 11U);
  EXPECT_EQ(files.at("RUNS:NT.BCL").written, 13U);
}

TEST(CaptureSmb1Core, IsReadHoweverItIsCut) {
  Smb1Talk talk;
  talk.opened(open, "\\A", 9).read_from(read, 9, 300).written_to(write_and_close, 9, 200);
  for (const std::size_t at_most : {1U, 7U, 100U})
    EXPECT_EQ(talk.played({.at_most = at_most}).files.at("RUNS:A").written, 200U);
  for (const std::size_t kept : {40U, 50U, 70U}) (void)talk.played({.kept = kept});
  test::never_safer({smb_kind()}, talk.segments());
}

}  // namespace
}  // namespace runseal::capture
