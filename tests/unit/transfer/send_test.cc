#include "support/bad_network.h"
#include "support/transfer_site.h"

namespace runseal::transfer {
namespace {

namespace fs = std::filesystem;
using test::Receiving;
using test::write_file;

class Sending : public test::TransferSite {};

TEST_F(Sending, BringsEverythingThatMattersAndASealThatStandardToolsCheck) {
  small_run();
  large_files(5, 3'000'000);
  Receiving receiver(into, receiver_key, sender_key.public_key());
  const auto sent = send(receiver.port());
  ASSERT_TRUE(sent) << sent.error().describe() << receiver.said();
  expect_arrived();
  EXPECT_FALSE(sent->was_there);
  EXPECT_EQ(sent->receipt.receiver, base::ssh_public_key(receiver_key.public_key()));
  EXPECT_EQ(sent->receipt.files, progress->files_total);
  EXPECT_EQ(progress->files_done, progress->files_total);
  EXPECT_EQ(progress->bytes_sent, progress->bytes_total);
  EXPECT_EQ(progress->bytes_resent, 0U);
  ASSERT_EQ(receiver.recorded().size(), 1U);
  EXPECT_EQ(receiver.recorded()[0].from.name, "sequencer");
}

TEST_F(Sending, AnEmptyRunIsARunToo) {
  Receiving receiver(into, receiver_key, sender_key.public_key());
  const auto sent = send(receiver.port());
  ASSERT_TRUE(sent) << sent.error().describe();
  EXPECT_TRUE(fs::exists(into / "run1/.runseal/seal.json"));
  EXPECT_EQ(test::read_file(into / "run1/.runseal/manifest.sha256"), "");
}

TEST_F(Sending, AStrangerIsRefusedBeforeAnyNameIsSaid) {
  small_run();
  Receiving receiver(into, receiver_key, base::PrivateKey::generate().public_key());
  test::BadNetwork wire(receiver.port(), {});
  const auto sent = send(wire.port());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::denied) << sent.error().describe();
  EXPECT_LT(wire.carried(), 3'000U);  // a handshake and nothing more
  EXPECT_NE(receiver.said().find("refused"), std::string::npos);
  expect_nothing();
}

TEST_F(Sending, AReceiverWithAnotherKeyHearsNothing) {
  small_run();
  const auto impostor = base::PrivateKey::generate();
  Receiving receiver(into, impostor, sender_key.public_key());
  const auto sent = send(receiver.port());
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::denied);
  EXPECT_NE(sent.error().what.find("another key"), std::string::npos) << sent.error().describe();
  EXPECT_EQ(receiver.said(), "");
}

TEST_F(Sending, ALimitedSenderStaysInItsFolder) {
  small_run();
  Receiving receiver(into, receiver_key, sender_key.public_key(), "miseq");
  const auto outside = send(receiver.port(), "run1");
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, ErrorCode::denied) << outside.error().describe();
  EXPECT_FALSE(send(receiver.port(), "miseq2/run1"));
  EXPECT_FALSE(send(receiver.port(), "miseq/../run1"));
  const auto inside = send(receiver.port(), "miseq/run1");
  ASSERT_TRUE(inside) << inside.error().describe();
  expect_arrived("miseq/run1");
}

TEST_F(Sending, TheSameRunAgainIsASuccessAndAnotherRunOfThatNameAnError) {
  small_run();
  Receiving receiver(into, receiver_key, sender_key.public_key());
  ASSERT_TRUE(send(receiver.port()));
  const auto again = send(receiver.port());
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_TRUE(again->was_there);
  EXPECT_EQ(again->receipt.seal_sha256,
            base::sha256_hex(base::as_bytes(test::read_file(into / "run1/.runseal/seal.json"))));
  EXPECT_EQ(progress->bytes_sent, 0U);
  write_file(run / "RunInfo.xml", "<RunInfo other=\"1\"/>");
  const auto other = send(receiver.port());
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::exists) << other.error().describe();
  EXPECT_EQ(test::read_file(into / "run1/RunInfo.xml"), "<RunInfo/>");
}

TEST_F(Sending, TheSameRunAgainIsNoSuccessWhenTheOneThatIsThereHasRotted) {
  small_run();
  Receiving receiver(into, receiver_key, sender_key.public_key());
  ASSERT_TRUE(send(receiver.port()));
  write_file(into / "run1/RunInfo.xml", "<RunInfO/>");
  const auto again = send(receiver.port());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::corrupt) << again.error().describe();
}

TEST_F(Sending, AFileThatChangesAtTheSourceIsSentAnewAndNothingIsSaidToHaveArrivedWrong) {
  large_files(1, 6'000'000);
  Receiving receiver(into, receiver_key, sender_key.public_key());
  SendOptions options;
  options.limit = 6'000'000;
  options.streams = 1;
  progress.emplace();
  std::thread changes([&] {
    const auto file = run / "L001/0.cbcl";
    for (int i = 0; i < 500; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      std::error_code none;
      const auto home = into / ".runseal-incoming";
      std::uintmax_t arrived = 0;
      for (fs::recursive_directory_iterator at(home, none), end; !none && at != end; at.increment(none))
        if (at->path().extension() == ".cbcl") arrived = at->file_size(none);
      if (arrived > 1'500'000 && arrived < 6'000'000) break;
    }
    write_file(file, test::noise(6'000'000, 7));
  });
  const auto sent = send(receiver.port(), "run1", options);
  changes.join();
  ASSERT_TRUE(sent) << sent.error().describe();
  EXPECT_GE(progress->changed, 1U);
  EXPECT_EQ(progress->wrong, 0U);
  expect_arrived();
}

TEST_F(Sending, ReadsBackWhatWasWritten) {
  small_run();
  Receiving receiver(into, receiver_key, sender_key.public_key(), "", true);
  const auto sent = send(receiver.port());
  ASSERT_TRUE(sent) << sent.error().describe();
  EXPECT_TRUE(sent->receipt.read_back);
  expect_arrived();
}

TEST_F(Sending, KeepsToItsLimit) {
  large_files(1, 3'000'000);
  Receiving receiver(into, receiver_key, sender_key.public_key());
  SendOptions options;
  options.limit = 2'000'000;
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(send(receiver.port(), "run1", options));
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(700));
  expect_arrived();
}

TEST_F(Sending, NobodyThereIsSaidAtOnce) {
  small_run();
  const auto sent = send(1);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::unavailable);
  EXPECT_NE(sent.error().describe().find("runseal receive"), std::string::npos);
}

TEST_F(Sending, LinksThatLeaveTheRunAreRefusedAndNothingArrives) {
  small_run();
  fs::create_symlink("../../etc/passwd", run / "way out");
  Receiving receiver(into, receiver_key, sender_key.public_key());
  const auto sent = send(receiver.port());
  ASSERT_FALSE(sent);
  EXPECT_NE(sent.error().describe().find("way out"), std::string::npos) << sent.error().describe();
  expect_nothing();
}

TEST_F(Sending, TheWireShowsNeitherNamesNorContents) {
  fs::create_directories(run / "PATIENT-NAME-FOLDER");
  write_file(run / "PATIENT-NAME-FOLDER/SAMPLE-NAME.fastq", std::string(50'000, 'A') + "SECRET-CONTENT");
  Receiving receiver(into, receiver_key, sender_key.public_key());
  test::BadNetwork wire(receiver.port(), {});
  ASSERT_TRUE(send(wire.port(), "RUN-NAME"));
  const auto seen = wire.seen();
  ASSERT_GT(seen.size(), 50'000U);
  for (const auto* word : {"PATIENT-NAME", "SAMPLE-NAME", "SECRET-CONTENT", "RUN-NAME", "AAAAAAAAAAAA", "manifest"})
    EXPECT_EQ(seen.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace runseal::transfer
