#include "support/recording.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <thread>

#include "base/fd.h"
#include "support/temporary.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::uint16_t discard = 9;

void send_word(const std::string& word) {
  const base::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(discard);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  (void)::sendto(socket.get(), word.data(), word.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

// Says a word over and over until it has been recorded.
bool word_arrives(const fs::path& file, const std::string& word, base::Child& dumpcap) {
  const auto deadline = steady_clock::now() + std::chrono::seconds(20);
  while (steady_clock::now() < deadline && dumpcap.running()) {
    send_word(word);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (fs::exists(file) && read_file(file).find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

Result<Recording> Recording::start(const fs::path& folder) {
  if (!base::program_exists("dumpcap")) return fail(ErrorCode::unavailable, "dumpcap is not installed");
  fs::create_directories(folder);
  base::Command command;
  command.program = "dumpcap";
  command.arguments = {"-q", "-P", "-B", "16", "-i", "lo", "-w", (folder / "recorded.pcap").string()};
  RUNSEAL_TRY(auto child, base::Child::start(command, folder / "dumpcap.log"));
  Recording recording(folder / "recorded.pcap", std::move(child));
  if (!word_arrives(recording.file_, "the recording begins", recording.dumpcap_))
    return fail(ErrorCode::unavailable, "packets cannot be captured here: " + read_file(folder / "dumpcap.log"));
  return recording;
}

Result<Packets> Recording::finish() {
  if (!word_arrives(file_, "the recording ends", dumpcap_)) return fail(ErrorCode::io, "the recording broke off");
  dumpcap_.stop();
  auto packets = read_packets(file_);
  std::erase_if(packets, [](const Packet& packet) { return !tcp_of(packet); });
  return packets;
}

}  // namespace runseal::test
