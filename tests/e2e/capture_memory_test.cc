// A reading stays within its memory whatever a capture says: thousands of clients, each with files of long names, each
// in a folder of its own, and connections that stay open.
#include <fstream>

#include "e2e/measured.h"

namespace runseal::e2e {
namespace {

constexpr std::uint32_t clients = 5'000;
constexpr std::uint32_t files_each = 9;
constexpr long most = 64'000'000;

// A pcap file of Ethernet frames, written as they are made.
class Recording {
 public:
  explicit Recording(const std::filesystem::path& path) : file_(path, std::ios::binary) {
    put(std::move(base::Writer().le32(0xa1b2c3d4).le16(2).le16(4).zeros(8).le32(262144).le32(1)).take());
  }
  struct End {
    std::uint32_t address;
    std::uint16_t port;
    std::uint32_t sequence;
  };
  void tcp(End& from, const End& to, std::uint8_t flags, std::string_view payload) {
    constexpr std::uint16_t heads = 20 + 20;
    base::Writer frame;
    frame.zeros(12).be16(0x0800);
    frame.be16(0x4500).be16(static_cast<std::uint16_t>(heads + payload.size())).be32(0).be16(0x4006).be16(0);
    frame.be32(from.address).be32(to.address).be16(from.port).be16(to.port).be32(from.sequence).be32(to.sequence);
    frame.u8(0x50).u8(flags).be16(0xffff).be32(0).bytes(base::as_bytes(payload));
    const auto size = static_cast<std::uint32_t>(frame.data().size());
    ++packets_;
    base::Writer head;
    head.le32(1'700'000'000 + packets_ / 1000).le32(packets_ % 1000).le32(size).le32(size);
    put(head.data());
    put(frame.data());
    from.sequence += static_cast<std::uint32_t>(payload.size()) + ((flags & syn) != 0 ? 1 : 0);
  }
  static constexpr std::uint8_t syn = 2, push = 8, ack = 16;

 private:
  void put(const Bytes& bytes) {
    file_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

  std::ofstream file_;
  std::uint32_t packets_ = 0;
};

class CaptureMemory : public Measured {
 protected:
  std::string many_clients() const {
    auto path = (folder / "many.pcap").string();
    Recording recording(path);
    for (std::uint32_t i = 0; i < clients; ++i) {
      Recording::End client{0x0a000100 + i, 40000, 1000};
      Recording::End server{0x0a000001, 80, 9000};
      recording.tcp(client, server, Recording::syn, {});
      recording.tcp(server, client, Recording::syn | Recording::ack, {});
      for (std::uint32_t j = 0; j < files_each; ++j) {
        const auto asked = fmt::format("GET /run-{}-{}/{:0>200} HTTP/1.1\r\nHost: nas01\r\n\r\n", i, j, j);
        recording.tcp(client, server, Recording::push | Recording::ack, asked);
        recording.tcp(server, client, Recording::push | Recording::ack,
                      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
      }
    }
    return path;
  }
};

TEST_F(CaptureMemory, StaysWithinItsLimitWithManyClientsAndFiles) {
  const auto capture = many_clients();
  const auto csv = (folder / "files.csv").string();
  const auto shown =
      peak_of(start({"capture", "--no-record", "--csv", csv, "--html", (folder / "report.html").string(), capture}), 1);
  EXPECT_LT(shown, most);
  std::filesystem::remove(folder / "log");
  const auto told = peak_of(start({"--json", "capture", "--no-record", capture}), 1);
  EXPECT_LT(told, most);
  const auto report = Json::parse(test::read_file(folder / "log"));
  std::uint64_t files = report["files"].size();
  for (const auto& one : report["folders"]) files += one["files"].get<std::uint64_t>();
  EXPECT_GE(files, std::uint64_t{clients} * files_each) << "none is left out";
  const auto lines = test::read_file(csv);
  EXPECT_EQ(std::ranges::count(lines, '\n'), 1 + report["files"].size() + report["folders"].size());
  fmt::print("bytes: shown {}, told {}\n", shown, told);
}

TEST_F(CaptureMemory, StaysWithinItsLimitWhenItIsRecorded) {
  const auto capture = many_clients();
  const auto data = (folder / "data").string();
  ASSERT_EQ(
      runseal({"--data", data, "device", "add", "seq01", "--host", "10.0.1.5", "--connection", "http://10.0.0.1/runs"})
          .exit_code,
      0);
  const auto recorded =
      peak_of(start({"--data", data, "capture", "--csv", (folder / "files.csv").string(), capture}), 1);
  EXPECT_LT(recorded, most);
  fmt::print("bytes: recorded {}\n", recorded);
}

}  // namespace
}  // namespace runseal::e2e
