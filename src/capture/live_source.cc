#include "capture/live_source.h"

#include <pcap/pcap.h>
#include <poll.h>

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr int patience_ms = 100;

struct Close {
  void operator()(pcap_t* handle) const { ::pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, Close>;

class LiveSource final : public PacketSource {
 public:
  LiveSource(Handle handle, const LiveOptions& options, std::string note)
      : handle_(std::move(handle)), options_(options), note_(std::move(note)) {
    link_ = static_cast<std::uint32_t>(std::max(0, ::pcap_datalink(handle_.get())));
    const bool nanoseconds = ::pcap_get_tstamp_precision(handle_.get()) == PCAP_TSTAMP_PRECISION_NANO;
    fraction_ns_ = nanoseconds ? 1 : 1000;
    if (options.time) until_ = std::chrono::steady_clock::now() + *options.time;
  }

  Result<bool> next(Packet& packet) override {
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    while (!over()) {
      const int found = ::pcap_next_ex(handle_.get(), &header, &bytes);
      if (found == 1) {
        packet.at = {header->ts.tv_sec * std::int64_t{1'000'000'000} + header->ts.tv_usec * fraction_ns_, ++packets_};
        packet.link = link_;
        packet.bytes = {bytes, header->caplen};
        packet.size = std::max(header->len, header->caplen);
        return true;
      }
      if (found < 0) return fail(ErrorCode::io, ::pcap_geterr(handle_.get()), options_.interface);
      wait();
    }
    return false;
  }

  [[nodiscard]] SourceStatus status() const override {
    SourceStatus status;
    status.packets = packets_;
    pcap_stat counts{};
    if (::pcap_stats(handle_.get(), &counts) == 0) {
      status.dropped = std::uint64_t{counts.ps_drop} + counts.ps_ifdrop;
      status.dropped_interface = counts.ps_ifdrop;
    } else {
      status.notes.emplace_back("what the kernel dropped is not known");
    }
    if (!note_.empty()) status.notes.push_back(note_);
    return status;
  }

 private:
  [[nodiscard]] bool over() const {
    if (options_.stop && options_.stop->load(std::memory_order_relaxed)) return true;
    return until_ && std::chrono::steady_clock::now() >= *until_;
  }

  // libpcap itself would wait for a packet for ever where the kernel is new.
  void wait() const {
    pollfd ready{.fd = ::pcap_get_selectable_fd(handle_.get()), .events = POLLIN, .revents = 0};
    (void)::poll(&ready, 1, patience_ms);
  }

  Handle handle_;
  LiveOptions options_;
  std::string note_;
  std::uint32_t link_ = 0;
  std::int64_t fraction_ns_ = 1000;
  std::optional<std::chrono::steady_clock::time_point> until_;
  std::uint64_t packets_ = 0;
};

std::unexpected<Error> why_not(int outcome, pcap_t* handle, const std::string& interface) {
  std::string why = ::pcap_geterr(handle);
  if (why.empty()) why = ::pcap_statustostr(outcome);
  switch (outcome) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return fail(ErrorCode::not_found, "there is no such interface: " + why, interface, "list them: ip link");
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return fail(ErrorCode::denied, "capturing is not allowed: " + why, interface,
                  "run it as root; it gives up all rights as soon as the interface is open");
    case PCAP_ERROR_IFACE_NOT_UP:
      return fail(ErrorCode::unavailable, "the interface is down", interface, "ip link set " + interface + " up");
    default: return fail(ErrorCode::io, why, interface);
  }
}

Result<> set_filter(pcap_t* handle, const std::string& filter) {
  if (filter.empty()) return {};
  bpf_program program{};
  if (::pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return fail(ErrorCode::usage, std::string("the filter is not understood: ") + ::pcap_geterr(handle), filter,
                "man pcap-filter; for instance: host 10.0.0.2 and tcp port 445");
  }
  const int outcome = ::pcap_setfilter(handle, &program);
  ::pcap_freecode(&program);
  if (outcome != 0) return fail(ErrorCode::io, ::pcap_geterr(handle), filter);
  return {};
}

}  // namespace

Result<std::unique_ptr<PacketSource>> open_live(const LiveOptions& options) {
  char error[PCAP_ERRBUF_SIZE] = {};
  Handle handle(::pcap_create(options.interface.c_str(), error));
  if (!handle) return fail(ErrorCode::io, error, options.interface);
  ::pcap_set_snaplen(handle.get(), static_cast<int>(std::min<std::uint32_t>(options.snap_bytes, 262144)));
  ::pcap_set_promisc(handle.get(), options.promiscuous ? 1 : 0);
  ::pcap_set_timeout(handle.get(), patience_ms);
  ::pcap_set_buffer_size(handle.get(), static_cast<int>(std::min<std::uint32_t>(options.buffer_bytes, 1U << 30U)));
  ::pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);
  const int outcome = ::pcap_activate(handle.get());
  if (outcome < 0) return why_not(outcome, handle.get(), options.interface);
  const std::string note = outcome > 0 ? ::pcap_statustostr(outcome) : "";
  RUNSEAL_CHECK(set_filter(handle.get(), options.filter));
  if (::pcap_setnonblock(handle.get(), 1, error) != 0) return fail(ErrorCode::io, error, options.interface);
  return std::make_unique<LiveSource>(std::move(handle), options, note);
}

}  // namespace runseal::capture
