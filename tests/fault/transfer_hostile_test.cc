// A paired sender that lies on the wire: it is refused, and nothing stands under the name or outside the folder.
#include "support/hostile_sender.h"
#include "support/transfer_site.h"

namespace runseal::transfer {
namespace {

using test::HostileSender;

Entry entry(EntryKind kind, const std::string& path, std::uint64_t size = 0, const std::string& target = {}) {
  Entry out;
  out.kind = kind;
  out.path = path;
  out.size = size;
  out.target = target;
  return out;
}
Entry file(const std::string& path, std::uint64_t size = 4) { return entry(EntryKind::file, path, size); }

class Hostile : public test::TransferSite {
 protected:
  HostileSender sender() { return {receiver.port(), sender_key, receiver_key.public_key()}; }

  void expect_refused(const Result<>& said, ErrorCode code, const std::string& about) {
    ASSERT_FALSE(said) << about;
    EXPECT_EQ(said.error().code, code) << about << ": " << said.error().describe();
    expect_nothing();
    EXPECT_EQ(test::shell("find '" + folder.path().string() + "' -name 'esc*'"), "") << about;
  }
  // Brings a file of four bytes on a data connection.
  static Result<> bring(Channel& data, const std::string& bytes, const std::string& of, std::uint64_t offset = 0) {
    return HostileSender::piece(
        data, {0, offset, static_cast<std::uint32_t>(bytes.size()), true, base::sha256(base::as_bytes(of))}, bytes);
  }

  // Well signed, of a file "a" with this content.
  void finish_with_seal_of(const HostileSender& hostile, const std::string& content) const {
    auto sealed = file("a", content.size());
    sealed.sha256 = base::sha256(base::as_bytes(content));
    model::Seal seal;
    seal.run = "run1";
    seal.hashed_from = seal.hashed_to = base::format_instant(base::system_clock().now());
    const auto made = make_seal(seal, {&sealed}, sender_key);
    ASSERT_TRUE(made) << made.error().describe();
    const std::string parts[] = {*made->manifest.whole(), *made->tree.whole(), made->seal, made->signature};
    for (int i = 0; i < 4; ++i)
      ASSERT_TRUE(hostile.control->say(FrameType::part, encode(Part{static_cast<SealPart>(i), parts[i]})));
    ASSERT_TRUE(hostile.control->say(FrameType::finish));
  }

  // patient: a hostile sender does not say that it is alive
  test::Receiving receiver{into, receiver_key, sender_key.public_key(), {}, false, std::chrono::seconds(15)};
};

TEST_F(Hostile, NamesThatLeadElsewhereAreRefused) {
  std::string deep = "a";
  for (int i = 0; i < 64; ++i) deep += "/a";
  const Entry bad[] = {file("../escaped"),
                       file("/tmp/escaped-absolute"),
                       file("a/../../escaped"),
                       file(std::string("escaped\0name", 12)),
                       file(std::string(256, 'e')),
                       file(deep),
                       file(""),
                       file("a//b"),
                       file("./a"),
                       file(".runseal/seal.json"),
                       entry(EntryKind::folder, "../escaped"),
                       entry(EntryKind::link, "l", 0, "../../escaped"),
                       entry(EntryKind::link, "l", 0, "/etc/passwd"),
                       entry(EntryKind::link, "a/l", 0, "../../x")};
  for (const auto& one : bad) {
    auto hostile = sender();
    expect_refused(hostile.open("run1", {one}), ErrorCode::invalid, one.path.str() + " -> " + one.target.str());
  }
  for (const auto* name : {"../escaped", "/tmp/escaped", "a/../../escaped", ".runseal-incoming/x", ""}) {
    auto hostile = sender();
    expect_refused(hostile.open(name, {file("a")}), ErrorCode::invalid, name);
  }
}

// One bad name, and then so many good ones that the sender is still naming them when the receiver says no.
class EndlessNames : public Feed {
 public:
  Result<> next(std::chrono::milliseconds, const TakeEntry& take) override {
    if (std::exchange(given_, true)) return {};
    RUNSEAL_CHECK(take(entry(EntryKind::link, "the way out", 0, "../../escaped")));
    for (int i = 0; i < 60'000; ++i) RUNSEAL_CHECK(take(file(std::to_string(i) + std::string(240, 'n'))));
    return {};
  }
  [[nodiscard]] bool ended() const override { return given_; }
  [[nodiscard]] bool whole() const override { return true; }
  Result<> look(const TakeEntry&) override { return {}; }

 private:
  bool given_ = false;
};

TEST_F(Hostile, AReasonIsHeardWhileNamesAreStillBeingSaid) {
  EndlessNames names;
  const auto sent = send(names, receiver.port());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::invalid) << sent.error().describe();
  EXPECT_NE(sent.error().describe().find("the way out"), std::string::npos) << sent.error().describe();
  EXPECT_EQ(progress->connects, 1U) << "it was told that another attempt would hear the same";
  expect_nothing();
}

TEST_F(Hostile, DevicesHaveNoKindAndHugeNumbersNoPlace) {
  const auto a = file("a");
  std::size_t from = 0;
  auto device = encode_entries({&a}, from);
  device[2] = 3;  // the kind
  auto one = sender();
  expect_refused(one.open_raw("run1", device), ErrorCode::invalid, "kind 3");
  from = 0;
  auto many = encode_entries({&a}, from);
  many[0] = many[1] = 0xff;  // how many there are
  auto two = sender();
  expect_refused(two.open_raw("run1", many), ErrorCode::invalid, "65535 entries in one");
  for (const auto size : {~0ULL, 1ULL << 63U, (1ULL << 60U) + 1}) {
    auto hostile = sender();
    expect_refused(hostile.open("run1", {file("a", size)}), ErrorCode::limit, std::to_string(size));
  }
  auto hostile = sender();
  expect_refused(hostile.open("run1", {file("a", 11)}, 10), ErrorCode::limit, "more than promised");
  auto greedy = sender();
  expect_refused(greedy.open("run1", {file("a")}, 1ULL << 50U), ErrorCode::limit, "a petabyte");
}

TEST_F(Hostile, NothingIsWrittenThroughALink) {
  auto hostile = sender();
  expect_refused(hostile.open("run1", {entry(EntryKind::link, "l", 0, "d"), file("l/x")}), ErrorCode::denied, "l/x");
  auto twice = sender();
  expect_refused(twice.open("run1", {file("x"), entry(EntryKind::link, "x", 0, "d")}), ErrorCode::exists, "x twice");
}

TEST_F(Hostile, BytesThatDoNotBelongAreRefused) {
  struct {
    const char* what;
    Piece piece;
    std::string bytes;
  } const bad[] = {{"behind a gap", {0, 1, 3, true, {}}, "234"},
                   {"past the end", {0, 0, 5, true, {}}, "12345"},
                   {"far past the end", {0, ~0ULL - 1, 4, true, {}}, "1234"},
                   {"too early an end", {0, 0, 3, true, {}}, "123"},
                   {"of a folder", {1, 0, 4, true, {}}, "1234"},
                   {"of nothing", {7, 0, 4, true, {}}, "1234"}};
  int number = 0;
  for (const auto& one : bad) {
    auto hostile = sender();
    // each of its own name: the receiver may still be ending the one before
    ASSERT_TRUE(hostile.open("run" + std::to_string(++number), {file("a"), entry(EntryKind::folder, "b")})) << one.what;
    const auto data = hostile.join(Purpose::data);
    const auto report = hostile.join(Purpose::report);
    // while the receiver may still be saying that it is alive: its refusal must not be lost behind that
    ASSERT_TRUE(HostileSender::piece(*data, one.piece, one.bytes));
    const auto heard = HostileSender::hear(*report);
    ASSERT_FALSE(heard) << one.what;
    EXPECT_EQ(heard.error().code, ErrorCode::invalid) << one.what << ": " << heard.error().describe();
    expect_nothing();
  }
}

// What was verified on one connection is not written over on another.
TEST_F(Hostile, AFileTravelsOnOneConnectionOnly) {
  auto hostile = sender();
  ASSERT_TRUE(hostile.open("run1", {file("a")}));
  const auto report = hostile.join(Purpose::report);
  const auto other = hostile.join(Purpose::data);
  ASSERT_TRUE(HostileSender::piece(*other, {0, 0, 1, false, {}}, "E"));
  const auto opened = [&] { return test::shell("find '" + into.string() + "' -path '*/tree/a'") != ""; };
  for (int i = 0; i < 250 && !opened(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto data = hostile.join(Purpose::data);
  ASSERT_TRUE(bring(*data, "good", "good"));
  const auto heard = HostileSender::hear(*report);
  ASSERT_FALSE(heard) << "it was confirmed while another connection could still write it";
  EXPECT_EQ(heard.error().code, ErrorCode::invalid) << heard.error().describe();
}

TEST_F(Hostile, AnEndBeforeEverythingArrivedIsNone) {
  auto hostile = sender();
  ASSERT_TRUE(hostile.open("run1", {file("a")}));
  const auto report = hostile.join(Purpose::report);
  finish_with_seal_of(hostile, "good");
  const auto heard = HostileSender::hear(*report);
  ASSERT_FALSE(heard);
  EXPECT_NE(heard.error().what.find("before everything has arrived"), std::string::npos) << heard.error().describe();
  expect_nothing();
}

TEST_F(Hostile, ASealOfSomethingElseIsRefused) {
  auto hostile = sender();
  ASSERT_TRUE(hostile.open("run1", {file("a")}));
  const auto report = hostile.join(Purpose::report);
  const auto data = hostile.join(Purpose::data);
  ASSERT_TRUE(bring(*data, "good", "good"));
  const auto confirmed = HostileSender::hear(*report);
  ASSERT_TRUE(confirmed) << confirmed.error().describe();
  finish_with_seal_of(hostile, "evil");
  const auto heard = HostileSender::hear(*report);
  ASSERT_FALSE(heard);
  EXPECT_NE(heard.error().what.find("does not say what was received"), std::string::npos) << heard.error().describe();
  expect_nothing();
}

}  // namespace
}  // namespace runseal::transfer
