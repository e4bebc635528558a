#include "base/sha256_many.h"

#include <gtest/gtest.h>

#include <random>

#include "base/process.h"
#include "support/temporary.h"

namespace runseal::base {
namespace {

Bytes some_bytes(std::size_t count, std::uint32_t seed) {
  std::mt19937 dice(seed);
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice());
  return bytes;
}

// Each test runs with every kernel of this processor; OpenSSL's, the last, is there on all of them.
class Sha256Many : public testing::TestWithParam<Sha256Kernel> {
 protected:
  void SetUp() override { use_sha256_kernel(GetParam()); }
  void TearDown() override { use_sha256_kernel(sha256_kernels().front()); }
};

INSTANTIATE_TEST_SUITE_P(With, Sha256Many,
                         testing::ValuesIn(sha256_kernels().data(), sha256_kernels().data() + sha256_kernels().size()),
                         [](const auto& kernel) {
                           std::string name = kernel.param.name;
                           std::erase_if(name, [](char letter) { return std::isalnum(letter) == 0; });
                           return name;
                         });

std::string hash_of(std::string_view text) {
  Sha256Stream stream;
  stream.add(as_bytes(text));
  return to_hex(stream.finish());
}

TEST_P(Sha256Many, GivesWhatTheStandardsExamplesGive) {  // NIST, examples with SHA-256; FIPS 180-2 appendix B
  EXPECT_STREQ(sha256_kernel(), GetParam().name);
  EXPECT_EQ(hash_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hash_of(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_P(Sha256Many, AgreesWithTheOpensslProgramOnALongMessage) {
  const test::TemporaryFolder folder;
  const auto bytes = some_bytes(3'000'001, 3);
  test::write_file(folder / "message", as_text(bytes));
  Command command;
  command.program = "openssl";
  command.arguments = {"dgst", "-sha256", "-r", (folder / "message").string()};
  const auto finished = run(command);
  ASSERT_TRUE(finished && finished->ok());
  EXPECT_EQ(hash_of(as_text(bytes)), finished->out.substr(0, 64));
}

TEST_P(Sha256Many, AgreesWithOpensslOnEveryShortLengthInOneCallAndByTheByte) {
  const auto bytes = some_bytes(300, 1);
  std::vector<Sha256Stream> whole(301);
  std::vector<Sha256Part> parts;
  std::vector<Sha256Stream*> streams;
  for (std::size_t length = 0; length <= 300; ++length) {
    parts.push_back({&whole[length], ByteView(bytes).first(length)});
    streams.push_back(&whole[length]);
  }
  sha256_add(parts);
  std::vector<Digest> digests(301);
  sha256_finish(streams, digests);
  Sha256Stream by_the_byte;
  for (std::size_t length = 0; length <= 300; ++length) {
    const auto expected = sha256(ByteView(bytes).first(length));
    ASSERT_EQ(digests[length], expected) << length;
    ASSERT_EQ(by_the_byte.length(), length);
    auto copy = by_the_byte;  // finishing a copy leaves the stream as it was
    ASSERT_EQ(copy.finish(), expected) << length;
    by_the_byte.add(ByteView(bytes).subspan(std::min<std::size_t>(length, 299), 1));
  }
}

TEST_P(Sha256Many, AgreesWithOpensslHoweverManyMessagesAreCutIntoPieces) {
  std::mt19937 dice(20240508);
  const auto below = [&](std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(dice); };
  const auto bytes = some_bytes(20'000, 2);
  for (int round = 0; round < 200; ++round) {
    const auto count = 1 + below(12);
    std::vector<Sha256Stream> streams(count);
    std::vector<Sha256> expected(count);
    for (auto calls = below(6); calls-- > 0;) {
      std::vector<Sha256Part> parts;
      for (std::size_t i = 0; i < count; ++i) {
        if (below(4) == 0) continue;
        const auto size = below(3) == 0 ? below(70) : below(9000);
        const auto piece = ByteView(bytes).subspan(below(bytes.size() - size), size);
        parts.push_back({&streams[i], piece});
        expected[i].add(piece);
      }
      std::shuffle(parts.begin(), parts.end(), dice);
      sha256_add(parts);
    }
    std::vector<Sha256Stream*> all;
    for (auto& stream : streams) all.push_back(&stream);
    std::vector<Digest> digests(count);
    sha256_finish(all, digests);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(digests[i], expected[i].finish()) << round << " " << i;
  }
}

TEST_P(Sha256Many, ACopyGoesOnByItself) {
  const auto bytes = some_bytes(1000, 4);
  Sha256Stream one;
  one.add(ByteView(bytes).first(100));
  auto other = one;
  one.add(ByteView(bytes).subspan(100));
  other.add(ByteView(bytes).first(700));
  EXPECT_EQ(one.finish(), sha256(bytes));
  EXPECT_EQ(other.finish(), Sha256().add(ByteView(bytes).first(100)).add(ByteView(bytes).first(700)).finish());
  one.reset();
  EXPECT_EQ(one.length(), 0U);
  one.add(as_bytes("abc"));
  EXPECT_EQ(one.finish(), sha256(as_bytes("abc")));
}

TEST_P(Sha256Many, GoesOnFromAnotherKernelsState) {
  const auto bytes = some_bytes(5000, 5);
  Sha256Stream stream;
  for (std::size_t at = 0; at < bytes.size(); at += 500) {
    const auto kernels = sha256_kernels();
    use_sha256_kernel(at % 1000 == 0 ? GetParam() : kernels[at / 1000 % kernels.size()]);
    stream.add(ByteView(bytes).subspan(at, 500));
  }
  EXPECT_EQ(stream.finish(), sha256(bytes));
}

TEST_P(Sha256Many, CountsTheBitsOfAMessageOfOverHalfAGibibyteWithMoreThan32Bits) {
  const Bytes piece(64U << 20U);
  Sha256Stream stream;
  Sha256 expected;
  for (int i = 0; i < 9; ++i) {
    stream.add(piece);
    expected.add(piece);
  }
  EXPECT_EQ(stream.length(), 9 * piece.size());
  EXPECT_EQ(stream.finish(), expected.finish());
}

TEST(Sha256Kernels, EndWithTheOneThatRunsEverywhere) {
  EXPECT_STREQ(sha256_kernels().back().name, "openssl");
  EXPECT_STREQ(sha256_kernel(), sha256_kernels().front().name);
}

TEST(Sha256Kernels, UseTheProcessorsShaInstructionsWhereLinuxNamesThem) {
  const auto flags = test::read_file("/proc/cpuinfo");
  const bool named = flags.find(" sha_ni ") != std::string::npos;
  EXPECT_EQ(std::string(sha256_kernel()).starts_with("sha-ni"), named);
}

}  // namespace
}  // namespace runseal::base
