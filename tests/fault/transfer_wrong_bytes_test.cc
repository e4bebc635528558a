// Bytes that change where TLS does not look: in the memory of one of the two machines.
#include "support/faulty_memory.h"
#include "support/transfer_site.h"

namespace runseal::transfer {
namespace {

class WrongBytes : public test::TransferSite {};

TEST_F(WrongBytes, OneFileIsAskedForAgainAndCountedAndTheOthersAreNot) {
  large_files(5, 900'000);
  test::Receiving receiver(into, receiver_key, sender_key.public_key());
  test::FaultyMemory between(receiver.port(), sender_key, receiver_key, 1);
  const auto sent = send(between.port());
  ASSERT_TRUE(sent) << sent.error().describe() << receiver.said();
  expect_arrived();
  EXPECT_EQ(progress->wrong, 1U);
  EXPECT_EQ(sent->receipt.wrong_files, 1U);
  EXPECT_EQ(progress->connects, 1U) << "a wrong byte is no reason to connect anew";
  EXPECT_GE(progress->bytes_resent, 900'000U);
  EXPECT_LE(progress->bytes_resent, 900'004U);
}

TEST_F(WrongBytes, ThatKeepComingAreAClearFailure) {
  large_files(1, 3'000);
  test::Receiving receiver(into, receiver_key, sender_key.public_key());
  {
    test::FaultyMemory between(receiver.port(), sender_key, receiver_key, 1'000);
    const auto sent = send(between.port());
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, ErrorCode::corrupt) << sent.error().describe();
    EXPECT_NE(sent.error().describe().find("L001/0.cbcl"), std::string::npos) << sent.error().describe();
    EXPECT_NE(sent.error().next.find("memory"), std::string::npos);
  }
  expect_nothing();
  const auto sent = send(receiver.port());
  ASSERT_TRUE(sent) << sent.error().describe();
  expect_arrived();
}

}  // namespace
}  // namespace runseal::transfer
