// bench_capture make FILE BYTES       makes a capture of an SMB transfer
// bench_capture libpcap|read|decode FILE   reads it packet by packet: by libpcap, by runseal's reader, by that and up
// to
//                                     datagrams; prints what it counted, and seconds
#include <pcap/pcap.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "capture/packet_decoder.h"
#include "smb_capture.h"

using namespace runseal;

namespace {

struct Counted {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};

struct Counting final : capture::DatagramHandler {
  Counted counted;
  void on_datagram(const capture::Datagram& datagram) override {
    ++counted.packets;
    counted.bytes += datagram.size;
  }
  void on_arp(const capture::Arp&) override {}
};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "bench_capture: %s\n", why.c_str());
  std::exit(3);
}

Counted by_libpcap(const char* file) {
  char why[PCAP_ERRBUF_SIZE] = {};
  pcap_t* handle = pcap_open_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why);
  if (!handle) give_up(why);
  Counted counted;
  const auto each = [](u_char* user, const pcap_pkthdr* header, const u_char*) {
    auto* sum = reinterpret_cast<Counted*>(user);
    ++sum->packets;
    sum->bytes += header->len;
  };
  if (pcap_loop(handle, -1, each, reinterpret_cast<u_char*>(&counted)) < 0) give_up(pcap_geterr(handle));
  pcap_close(handle);
  return counted;
}

template <class Each>
void each_packet(const char* file, Each&& each) {
  auto source = capture::open_capture(file);
  if (!source) give_up(source.error().describe());
  capture::Packet packet;
  for (;;) {
    const auto found = (*source)->next(packet);
    if (!found) give_up(found.error().describe());
    if (!*found) return;
    each(packet);
  }
}

Counted by_reader(const char* file) {
  Counted counted;
  each_packet(file, [&](const capture::Packet& packet) {
    ++counted.packets;
    counted.bytes += packet.size;
  });
  return counted;
}

Counted by_decoder(const char* file) {
  Counting counting;
  capture::PacketDecoder decoder(counting);
  each_packet(file, [&](const capture::Packet& packet) { decoder.packet(packet); });
  return counting.counted;
}

int make(const char* file, const char* bytes) {
  std::FILE* out = std::fopen(file, "wb");
  if (!out) give_up(std::string("cannot write ") + file);
  bench::write_smb_capture(out, std::strtoull(bytes, nullptr, 10));
  return std::fclose(out) == 0 ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "make" && argc == 4) return make(argv[2], argv[3]);
  if (argc != 3) give_up("make FILE BYTES, or libpcap|read|decode FILE");
  const auto start = std::chrono::steady_clock::now();
  Counted counted;
  if (what == "libpcap")
    counted = by_libpcap(argv[2]);
  else if (what == "read")
    counted = by_reader(argv[2]);
  else if (what == "decode")
    counted = by_decoder(argv[2]);
  else
    give_up("make, libpcap, read or decode?");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%s: %llu packets, %llu bytes, %.3f s\n", what.c_str(), static_cast<unsigned long long>(counted.packets),
              static_cast<unsigned long long>(counted.bytes), took.count());
}
