// How much more memory a run of many files takes: each command as its operator runs it, its peak as the kernel tells
// it.
#include <thread>

#include "e2e/measured.h"
#include "support/ports.h"

namespace runseal::e2e {
namespace {

namespace fs = std::filesystem;

constexpr int few = 500;
constexpr int many = 50'500;
// Measured: 100 to 170 here, most of them for work that does not grow further (docs/manual/send.md).
constexpr long bytes_a_file = 250;
constexpr long most_a_side = 64'000'000;

class Memory : public Measured {
 protected:
  void SetUp() override {
    Measured::SetUp();
    if (std::getenv("RUNSEAL_ALL_TESTS") == nullptr) GTEST_SKIP() << "takes a minute: script/test --all";
  }

  // Tiny files under paths of 66 bytes, 500 in a folder.
  fs::path make_run(const std::string& name, int files) const {
    const auto run = folder / name;
    for (int i = 0; i < files; ++i) {
      const auto place = run / "Data/Intensities/BaseCalls/L001" / fmt::format("C{:03}.1", i / 500 + 1);
      if (i % 500 == 0) fs::create_directories(place);
      test::write_file(place / fmt::format("s_1_{:05}_tile_cluster.bcl", 1101 + i % 500), std::to_string(i));
    }
    return run;
  }

  std::vector<std::string> at(const std::string& node, std::vector<std::string> words) const {
    words.insert(words.begin(), {"--data", (folder / node).string()});
    return words;
  }

  struct Peaks {
    long seal, again, verify, send, receive;
  };
  Peaks peaks(const std::string& name, int files) {
    const auto run = make_run(name, files).string();
    Peaks all{};
    all.seal = peak_of(start(at("gateway", {"seal", run})));
    all.again = peak_of(start(at("gateway", {"seal", "--trust-stat", run})));
    all.verify = peak_of(start(at("gateway", {"verify", run})));
    const auto place = "127.0.0.1:" + std::to_string(port);
    fs::create_directories(folder / "storage");
    const auto receiver =
        start(at("nas", {"receive", "--once", "--into", (folder / "storage").string(), "--listen", place}));
    const auto listens = [&] { return test::read_file(folder / "log").find("receiving") != std::string::npos; };
    for (int i = 0; i < 1200 && !listens(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
    all.send = peak_of(start(at("gateway", {"send", run, "runseal://nas01/"})));
    all.receive = peak_of(receiver);
    fs::remove(folder / "log");
    return all;
  }

  std::uint16_t port = test::free_port();
};

TEST_F(Memory, GrowsLittleWithTheNumberOfFiles) {
  const auto invitation =
      json(at("nas", {"node", "pair", "--address", "127.0.0.1:" + std::to_string(port), "--name", "nas01"}));
  const auto answer = json(at("gateway", {"node", "pair", invitation["line"], "--name", "gateway1"}));
  json(at("nas", {"node", "pair", answer["line"]}));
  const auto small = peaks("small", few);
  const auto large = peaks("large", many);
  const auto most = (many - few) * bytes_a_file;
  const auto told = [](const char* what, long before, long after) {
    return fmt::format("{}: {} bytes a file more", what, (after - before) / (many - few));
  };
  EXPECT_LT(large.seal - small.seal, most) << told("seal", small.seal, large.seal);
  EXPECT_LT(large.again - small.again, most) << told("seal --trust-stat", small.again, large.again);
  EXPECT_LT(large.verify - small.verify, most) << told("verify", small.verify, large.verify);
  EXPECT_LT(large.send - small.send, most) << told("send", small.send, large.send);
  EXPECT_LT(large.receive - small.receive, most) << told("receive", small.receive, large.receive);
  for (const auto peak : {large.seal, large.again, large.verify, large.send, large.receive})
    EXPECT_LT(peak, most_a_side);
  fmt::print("bytes a file: seal {}, verify {}, send {}, receive {}\n", (large.seal - small.seal) / (many - few),
             (large.verify - small.verify) / (many - few), (large.send - small.send) / (many - few),
             (large.receive - small.receive) / (many - few));
}

}  // namespace
}  // namespace runseal::e2e
