// What recordings of smbclient do not show: compounds, answers that come later, several connections of one session,
// losses, compression, and floods.
#include "capture/dissectors/smb.h"
#include "unit/capture/net_feed.h"
#include "unit/capture/smb_messages.h"

namespace runseal::capture {
namespace {

using namespace runseal::test;
using model::Protection;
using test::play;
using test::Played;
using test::Talk;

const std::vector<DissectorKind>& smb() {
  static const std::vector<DissectorKind> kinds = {smb_kind()};
  return kinds;
}

enum : std::uint16_t { tree_connect = 3, create = 5, close_file = 6, read_file = 8, write_file = 9 };
enum : std::uint32_t { answer = 1, async = 2, related = 4, is_signed = 8 };
constexpr std::uint32_t pending = 0x103;

void connect(Talk& talk) {
  talk.client(compound({smb_message({tree_connect, 1}, tree_body("\\\\nas01\\runs"))}));
  talk.server(compound({smb_message({tree_connect, 1, answer}, tree_answer_body())}));
}

void open(Talk& talk, std::uint64_t message, std::uint64_t file, std::string_view name) {
  talk.client(compound({smb_message({create, message}, create_body(name))}));
  talk.server(compound({smb_message({create, message, answer}, created_body(file))}));
}

TEST(CaptureSmbTalk, CountsWhatACompoundOpensReadsAndCloses) {
  Talk talk(445);
  connect(talk);
  talk.client(compound({smb_message({create, 2}, create_body("run\\a.bcl")),
                        smb_message({read_file, 3, related}, read_body(of_the_compound, 9000)),
                        smb_message({close_file, 4, related}, close_body(of_the_compound))}));
  // the read's data keeps the last answer far from the frame's front
  talk.server(compound({smb_message({create, 2, answer}, created_body(7)),
                        smb_message({read_file, 3, answer | related}, read_answer_body(9000)),
                        smb_message({close_file, 4, answer | related | is_signed}, small_body(60))}));
  const auto told = play(smb(), talk.segments(), {.at_most = 1000});
  EXPECT_EQ(told.files.at("runs:run/a.bcl").read, 9000U);
  const auto facts = told.only("smb").facts;
  EXPECT_EQ(facts.at("smb.client-messages-unsigned").value, 3);
  EXPECT_EQ(facts.at("smb.server-messages-unsigned").value, 2);
  EXPECT_EQ(facts.at("smb.server-messages-signed").value, 1);
  EXPECT_FALSE(facts.contains("smb.stretches-lost"));
}

TEST(CaptureSmbTalk, KnowsTheFileOfAnAnswerThatComesLater) {
  Talk talk(445);
  connect(talk);
  open(talk, 2, 7, "slow.bcl");
  open(talk, 3, 8, "fast.bcl");
  talk.client(compound({smb_message({read_file, 4}, read_body(7, 500))}));
  talk.client(compound({smb_message({read_file, 5}, read_body(8, 300))}));
  talk.server(compound({smb_message({read_file, 4, answer | async, 0, 0x11, pending}, small_body(9))}));
  talk.server(compound({smb_message({read_file, 5, answer}, read_answer_body(300))}));
  talk.server(compound({smb_message({read_file, 4, answer | async, 0}, read_answer_body(500))}));
  const auto told = play(smb(), talk.segments());
  EXPECT_EQ(told.files.at("runs:slow.bcl").read, 500U);
  EXPECT_EQ(told.files.at("runs:fast.bcl").read, 300U);
  // the interim answer is not signed by design, and says nothing of files (MS-SMB2 3.3.4.1.1)
  EXPECT_EQ(told.only("smb").facts.at("smb.server-messages-unsigned").value, 4);
}

TEST(CaptureSmbTalk, TellsWhereInAFileTheBytesLay) {
  constexpr std::uint64_t far = 5'000'000'000;
  constexpr auto at_the_end = ~std::uint64_t{0};  // no place: -1 as Windows counts
  Talk talk(445);
  connect(talk);
  open(talk, 2, 7, "a.bcl");
  open(talk, 3, 8, "appended.log");
  talk.client(compound({smb_message({read_file, 4}, read_body(7, 500, far))}));
  talk.server(compound({smb_message({read_file, 4, answer}, read_answer_body(300))}));
  talk.client(compound({smb_message({write_file, 5}, write_body(7, 20, 4096))}));
  talk.client(compound({smb_message({write_file, 6}, write_body(8, 20, at_the_end))}));
  const auto told = play(smb(), talk.segments());
  const auto& range = told.files.at("runs:a.bcl").range;
  ASSERT_TRUE(range.known());
  EXPECT_EQ(range.first(), 4096U);
  EXPECT_EQ(range.last(), far + 299);
  EXPECT_FALSE(told.files.at("runs:appended.log").range.known());
}

TEST(CaptureSmbTalk, NamesFilesThatAnotherConnectionOfTheSessionOpened) {
  FlowContext first;
  FlowContext second;
  test::Heard heard;
  std::shared_ptr<void> shared;
  first.key.client_port = 1;
  second.key.client_port = 2;
  for (auto* context : {&first, &second}) {
    context->from_start = true;
    context->recorder = &heard;
    context->shared = &shared;
  }
  const auto one = smb_kind().make(first);
  const auto two = smb_kind().make(second);
  Talk talk(445);
  connect(talk);
  open(talk, 2, 7, "wide.bcl");
  for (const auto& segment : talk.segments()) one->data(segment.from, segment.bytes, 0, {0, 1});
  two->data(Side::client, compound({smb_message({write_file, 1}, write_body(7, 600))}), 0, {0, 2});
  (void)one->finish();
  (void)two->finish();
  EXPECT_EQ(heard.files.at("runs:wide.bcl").written, 600U);
  EXPECT_EQ(heard.files.size(), 1U);
}

TEST(CaptureSmbTalk, AnEndedSharesNumberIsNotKnownInAnotherSession) {
  Talk talk(445);
  connect(talk);
  talk.client(compound({smb_message({create, 2, 0, 1, 0x22}, create_body("b"))}));
  EXPECT_TRUE(play(smb(), talk.segments()).files.contains("share unknown (tree 0x1):b"));
}

TEST(CaptureSmbTalk, AWriteIsUnderWayUntilTheFileIsClosed) {
  FlowContext context;
  context.from_start = true;
  const auto dissector = smb_kind().make(context);
  const auto client = [&](const Bytes& bytes) { dissector->data(Side::client, bytes, 0, {}); };
  const auto server = [&](const Bytes& bytes) { dissector->data(Side::server, bytes, 0, {}); };
  client(compound({smb_message({create, 2}, create_body("b"))}));
  server(compound({smb_message({create, 2, answer}, created_body(7))}));
  EXPECT_FALSE(dissector->writing());
  client(compound({smb_message({write_file, 3}, write_body(7, 10))}));
  EXPECT_TRUE(dissector->writing());
  client(compound({smb_message({close_file, 4}, close_body(7))}));
  server(compound({smb_message({close_file, 4, answer}, small_body(60))}));
  EXPECT_FALSE(dissector->writing());
}

// A gap that lies within what a message carries hides no message; one that goes further may.
TEST(CaptureSmbTalk, KnowsWhetherALossHidAMessage) {
  const auto lose = [](std::size_t from, std::size_t count) {
    FlowContext context;
    context.from_start = true;
    const auto dissector = smb_kind().make(context);
    auto stream = compound({smb_message({write_file, 3, is_signed}, write_body(7, 3000))});
    const auto next = compound({smb_message({write_file, 4, is_signed}, write_body(7, 3000))});
    const auto last = compound({smb_message({write_file, 5, is_signed}, write_body(7, 3000))});
    stream.insert(stream.end(), next.begin(), next.end());
    stream.insert(stream.end(), last.begin(), last.end());
    dissector->data(Side::client, ByteView(stream).first(from), 0, {});
    dissector->gap(Side::client, count, {});
    dissector->data(Side::client, ByteView(stream).subspan(from + count), 0, {});
    dissector->data(Side::server, compound({smb_message({write_file, 3, answer | is_signed}, small_body(17))}), 0, {});
    return dissector->finish();
  };
  const auto within = lose(1000, 1000);
  EXPECT_EQ(within.integrity.grade, Protection::protected_) << within.integrity.reason;
  EXPECT_EQ(within.facts.at("smb.client-messages-signed").value, 3);
  const auto beyond = lose(1000, 2500);
  EXPECT_EQ(beyond.integrity.grade, Protection::unknown) << beyond.integrity.reason;
  EXPECT_EQ(beyond.facts.at("smb.client-messages-signed").value, 2);  // found its way again
  EXPECT_EQ(beyond.facts.at("smb.stretches-lost").value, 1);
  const std::size_t message = 4 + 112 + 3000;
  const auto one_whole = lose(message, message);  // the next follows as if nothing had been
  EXPECT_EQ(one_whole.integrity.grade, Protection::unknown) << one_whole.integrity.reason;
  EXPECT_EQ(one_whole.facts.at("smb.client-messages-signed").value, 2);
}

TEST(CaptureSmbTalk, FilesThatWereClosedAreForgotten) {
  FlowContext context;
  context.from_start = true;
  const auto dissector = smb_kind().make(context);
  std::size_t footprint = 0;
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    dissector->data(Side::client, compound({smb_message({create, 2 * i}, create_body("a" + std::to_string(i)))}), 0,
                    {});
    dissector->data(Side::server, compound({smb_message({create, 2 * i, answer}, created_body(i))}), 0, {});
    dissector->data(Side::client, compound({smb_message({close_file, 2 * i + 1}, close_body(i))}), 0, {});
    dissector->data(Side::server, compound({smb_message({close_file, 2 * i + 1, answer}, small_body(60))}), 0, {});
    if (i == 1000) footprint = dissector->footprint();
  }
  EXPECT_LT(dissector->footprint(), footprint + 1000);
  EXPECT_FALSE(dissector->finish().facts.contains("smb.names-not-kept"));
}

TEST(CaptureSmbTalk, AFlagWithoutASignatureSignsNothing) {
  auto message = smb_message({write_file, 3, is_signed}, write_body(7, 30));
  std::fill(message.begin() + 48, message.begin() + 64, std::uint8_t{0});
  Talk talk(445);
  talk.client(compound({message}));
  EXPECT_EQ(play(smb(), talk.segments()).only("smb").integrity.grade, Protection::absent);
}

// MS-SMB2 2.2.42.1: the header may be left as it is before the compressed part.
TEST(CaptureSmbTalk, CompressedIsNotEncrypted) {
  const auto inside = smb_message({write_file, 3, is_signed}, write_body(7, 300));
  const auto frame = [&](std::size_t untouched) {
    base::Writer out;
    out.be32(0xfc534d42).le32(300).le16(1).le16(0).le32(static_cast<std::uint32_t>(untouched));
    out.bytes(ByteView(inside).first(untouched)).bytes(Bytes(60, 9));
    return proto::smb_frame(out.data());
  };
  Talk open_head(445);
  open_head.client(frame(112));
  const auto seen = play(smb(), open_head.segments());
  EXPECT_EQ(seen.only("smb").confidentiality.grade, Protection::absent);
  EXPECT_EQ(seen.only("smb").facts.at("smb.client-messages-signed").value, 1);
  EXPECT_EQ(seen.files.at("share unknown (tree 0x1):file 0x7").written, 300U);
  Talk whole(445);
  whole.client(frame(0));
  const auto hidden = play(smb(), whole.segments()).only("smb");
  EXPECT_EQ(hidden.confidentiality.grade, Protection::absent);
  EXPECT_EQ(hidden.integrity.grade, Protection::unknown) << hidden.integrity.reason;
}

void connect_to(Talk& talk, std::uint64_t message, std::uint32_t tree, const std::string& share) {
  talk.client(compound({smb_message({tree_connect, message}, tree_body("\\\\nas01\\" + share))}));
  talk.server(compound({smb_message({tree_connect, message, answer, tree}, tree_answer_body())}));
}

TEST(CaptureSmbTalk, TellsSharesApartByWhatIsReadable) {
  Talk talk(445);
  connect_to(talk, 1, 5, "runs");
  connect_to(talk, 2, 6, "scratch");
  talk.client(compound({smb_message({create, 3, is_signed, 5}, create_body("a"))}));
  talk.server(compound({smb_message({create, 3, answer | is_signed, 5}, created_body(7))}));
  talk.client(compound({smb_message({create, 4, 0, 6}, create_body("b"))}));
  talk.server(compound({smb_message({create, 4, answer | async, 0, 0x11, pending}, small_body(9))}));
  talk.server(compound({smb_message({create, 4, answer | async | is_signed, 0}, created_body(8))}));
  talk.client(compound({smb_message({read_file, 5, 0, 99}, read_body(8, 10))}));
  const auto places = play(smb(), talk.segments()).only("smb").places;
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(places.at("runs").readable, 2U);
  EXPECT_EQ(places.at("runs").changeable, 0U);
  EXPECT_EQ(places.at("scratch").readable, 2U);  // an interim answer is none; the late one carries no tree
  EXPECT_EQ(places.at("scratch").changeable, 1U);
  EXPECT_EQ(places.at("").readable, 1U);  // of a tree that nobody was seen to connect to
}

// MS-FSCC 2.4.28.2: FileLinkInformation is laid out as a renaming is; the old name stays.
TEST(CaptureSmbTalk, AHardLinksNameIsTold) {
  enum : std::uint16_t { set_info = 17 };
  enum : std::uint8_t { file_link = 11 };
  const auto wide = utf16_of("run\\linked.bcl");
  base::Writer body;
  body.le16(33).u8(1).u8(file_link).le32(static_cast<std::uint32_t>(20 + wide.size())).le16(96).zeros(6);
  body.le64(7).le64(7).zeros(16).le32(static_cast<std::uint32_t>(wide.size())).bytes(wide);
  Talk talk(445);
  connect(talk);
  open(talk, 2, 7, "final.bcl");
  talk.client(compound({smb_message({set_info, 3}, body)}));
  const auto told = play(smb(), talk.segments());
  EXPECT_TRUE(told.files.contains("runs:final.bcl"));
  EXPECT_TRUE(told.files.contains("runs:run/linked.bcl"));
  EXPECT_FALSE(told.only("smb").facts.contains("smb.renames-in-clear"));
}

Bytes encrypted_message() {
  base::Writer out;
  out.be32(0xfd534d42).zeros(32).le32(100).le16(0).le16(1).le64(0x11).bytes(Bytes(100, 7));
  return proto::smb_frame(out.data());
}

// MS-SMB2 2.2.2: such an answer holds no more than its status. 3.3.5.2.9: a server that has forgotten the session, and
// with it the keys, gives one.
TEST(CaptureSmbTalk, ARefusalOfWhatWasEncryptedIsNotAboutFiles) {
  constexpr std::uint32_t session_deleted = 0xc0000203;
  const auto grade = [](const Bytes& question, std::uint32_t status, const base::Writer& body) {
    Talk talk(445);
    talk.client(encrypted_message());
    talk.server(encrypted_message());
    talk.client(question);
    talk.server(compound({smb_message({read_file, 5, answer, 1, 0x11, status}, body)}));
    return play(smb(), talk.segments()).only("smb").confidentiality.grade;
  };
  base::Writer bare;
  bare.le16(9).u8(0).u8(0).le32(0).u8(0);
  base::Writer with_data;
  with_data.le16(9).u8(0).u8(0).le32(4).le32(1);
  const auto in_clear = compound({smb_message({read_file, 5}, read_body(7, 500))});
  EXPECT_EQ(grade(encrypted_message(), session_deleted, bare), Protection::protected_);
  EXPECT_EQ(grade(encrypted_message(), session_deleted, with_data), Protection::absent);
  EXPECT_EQ(grade(encrypted_message(), 0, read_answer_body(4)), Protection::absent);
  EXPECT_EQ(grade(in_clear, session_deleted, bare), Protection::absent);
}

// Of the number's second life only its end, or its beginning without the name, was seen.
TEST(CaptureSmbTalk, ANumberThatMayMeanAnotherShareNamesNone) {
  constexpr std::uint16_t tree_disconnect = 4;
  const auto left = compound({smb_message({tree_disconnect, 3, 0, 5}, small_body(4))});
  const auto has_left = compound({smb_message({tree_disconnect, 3, answer, 5}, small_body(4))});
  const auto connected = compound({smb_message({tree_connect, 4, answer, 5}, tree_answer_body())});
  const auto create_on_5 = compound({smb_message({create, 5, 0, 5}, create_body("a"))});
  for (const auto& seen : {left, has_left, connected}) {
    Talk talk(445);
    connect_to(talk, 1, 5, "scratch");
    if (seen == left)
      talk.client(seen);
    else
      talk.server(seen);
    talk.client(create_on_5);
    const auto places = play(smb(), talk.segments()).only("smb").places;
    ASSERT_EQ(places.size(), 1U);
    EXPECT_EQ(places.at("").readable, 1U);
  }
}

TEST(CaptureSmbTalk, TellsApartNoMoreSharesThanItKeeps) {
  Talk talk(445);
  for (std::uint32_t share = 1; share <= 200; ++share) {
    connect_to(talk, 2ULL * share, share, "s" + std::to_string(share));
    talk.client(compound({smb_message({create, (2ULL * share) + 1, 0, share}, create_body("a"))}));
  }
  const auto places = play(smb(), talk.segments()).only("smb").places;
  EXPECT_LE(places.size(), most_places + 1);
  EXPECT_EQ(places.at("").readable, 200U - most_places);
}

TEST(CaptureSmbTalk, AQuestionForTheVersionAloneIsIdle) {
  Talk talk(445);
  base::Writer body;
  body.le16(36).le16(1).zeros(32).le16(0x0311);
  talk.client(compound({smb_message({0, 0, 0, 0, 0}, body)}));
  EXPECT_TRUE(play(smb(), talk.segments()).only("smb").idle);
  connect(talk);
  EXPECT_FALSE(play(smb(), talk.segments()).only("smb").idle);
}

TEST(CaptureSmbTalk, AFloodOfOpenFilesStaysSmallAndLosesNoByte) {
  FlowContext context;
  test::Heard heard;
  context.from_start = true;
  context.recorder = &heard;
  const auto dissector = smb_kind().make(context);
  const auto files = 40'000U;
  for (std::uint64_t i = 1; i <= files; ++i) {
    const auto name = "run\\" + std::string(100, 'n') + std::to_string(i);
    dissector->data(Side::client, compound({smb_message({create, 3 * i}, create_body(name))}), 0, {});
    dissector->data(Side::server, compound({smb_message({create, 3 * i, answer}, created_body(i))}), 0, {});
    dissector->data(Side::client, compound({smb_message({write_file, 3 * i + 1}, write_body(i, 5))}), 0, {});
  }
  EXPECT_LT(dissector->footprint(), 8U << 20U);
  const auto report = dissector->finish();
  std::uint64_t written = 0;
  for (const auto& [where, file] : heard.files) written += file.written;
  EXPECT_EQ(written, 5U * files);
  EXPECT_GT(report.facts.at("smb.names-not-kept").value.get<std::uint64_t>(), 0U);
}

}  // namespace
}  // namespace runseal::capture
