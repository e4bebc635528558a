#include "app/cli/capture_live.h"

#include <pwd.h>
#include <unistd.h>

#include <iostream>

#include <fmt/format.h>

#include "app/progress.h"
#include "base/text.h"
#include "capture/live_source.h"
#include "capture/privileges.h"
#include "capture/read.h"
#include "capture/ring.h"

namespace runseal::app {
namespace {

struct RingPlace {
  base::Path folder;
  std::uint64_t bytes = 0;
};

Result<RingPlace> ring_of(const std::string& text) {
  const auto comma = text.rfind(',');
  if (comma == std::string::npos || comma == 0)
    return fail(ErrorCode::usage, "a ring is a folder and a size", {}, "--ring /var/captures,20G");
  RUNSEAL_TRY(const auto bytes, size_from_words(text.substr(comma + 1)));
  RUNSEAL_CHECK(capture::Ring::check_size(bytes));
  return RingPlace{text.substr(0, comma), bytes};
}

Result<std::unique_ptr<capture::PacketSource>> open_source(const LiveCaptureOptions& options,
                                                           const std::optional<base::Path>& outcome) {
  capture::LiveOptions live;
  live.interface = options.interface;
  live.filter = options.filter;
  live.stop = &interrupted();
  if (!options.time.empty()) {
    RUNSEAL_TRY(live.time, base::parse_span(options.time));
    if (*live.time <= live.time->zero()) return fail(ErrorCode::usage, "--for is longer than nothing");
  }
  std::optional<RingPlace> ring;
  if (!options.ring.empty()) {
    RUNSEAL_TRY(ring, ring_of(options.ring));
  }
  RUNSEAL_TRY(auto source, capture::open_live(live));
  base::Command::Owner user{};
  if (::geteuid() == 0) {
    RUNSEAL_TRY(user, capture::whom_to_become(ring ? std::optional(ring->folder) : outcome));
  }
  RUNSEAL_CHECK(capture::drop_privileges(user));
  if (!ring) return source;
  RUNSEAL_TRY(auto kept, capture::Ring::open(ring->folder, ring->bytes));
  return capture::keeping(std::move(source), std::move(kept));
}

std::string this_user() {
  const auto* entry = ::getpwuid(::geteuid());
  return entry ? std::string(entry->pw_name) : fmt::format("user {}", ::geteuid());
}

// Of a file that is replaced, the folder counts; of one that will be there, too.
base::Path folder_of(const base::Path& file) { return file.has_parent_path() ? file.parent_path() : base::Path("."); }

std::vector<base::Path> written_to(const LiveOutcome& outcome) {
  std::vector<base::Path> places;
  for (const auto& file : outcome.files)
    if (!file.empty()) places.push_back(folder_of(file));
  if (!outcome.data) return places;
  std::error_code unknown;
  if (!std::filesystem::exists(*outcome.data, unknown) && !unknown) {
    places.push_back(folder_of(*outcome.data));
    return places;
  }
  places.push_back(*outcome.data);
  for (const auto* file : {"lock", "runseal.db"})
    if (std::filesystem::exists(*outcome.data / file, unknown)) places.push_back(*outcome.data / file);
  return places;
}

// Asked now, and not when hours were captured.
Result<> check_can_be_written(const LiveOutcome& outcome) {
  std::error_code unknown;
  for (const auto& place : written_to(outcome)) {
    const int wanted = std::filesystem::is_directory(place, unknown) ? W_OK | X_OK : W_OK;
    if (::access(place.c_str(), wanted) != 0)
      return fail(base::system_error(
          fmt::format("whoever captures keeps no rights of root and is {} now, who may not write here", this_user()),
          place, errno));
  }
  return {};
}

}  // namespace

Result<capture::Report> capture_live(const Context& context, const LiveCaptureOptions& options,
                                     const capture::ReadingLimits& limits, const LiveOutcome& outcome) {
  watch_for_interrupts();
  RUNSEAL_TRY(const auto source, open_source(options, outcome.place));
  RUNSEAL_CHECK(check_can_be_written(outcome));
  const bool quiet = context.json || ::isatty(STDERR_FILENO) != 1;
  if (!quiet)
    std::cerr << fmt::format("Capturing on {}{}. Ctrl-C ends it and tells what was seen.\n", options.interface,
                             options.time.empty() ? "" : " for " + options.time);
  capture::ReadOptions reading;
  reading.limits = limits;
  reading.on_progress = [quiet](const capture::SourceStatus& status) {
    if (!quiet)
      std::cerr << fmt::format("\r  {} packets, {} dropped", status.packets, status.dropped) << "\x1b[K" << std::flush;
  };
  auto report = capture::read_source(*source, options.interface, reading);
  if (!quiet) std::cerr << "\r\x1b[K" << std::flush;
  return report;
}

void add_live_options(CLI::App& command, LiveCaptureOptions& options) {
  auto* interface = command.add_option("--interface", options.interface,
                                       "capture here and now instead: eth0, or any for all of them");
  command.add_option("--for", options.time, "for so long (30m, 1h); else until Ctrl-C")->needs(interface);
  command.add_option("--filter", options.filter, "only these packets, as for tcpdump: \"host 10.1.2.3 and port 445\"")
      ->needs(interface);
  command
      .add_option("--ring", options.ring,
                  "also keep the newest packets: FOLDER,SIZE such as /var/captures,20G (17M or more)")
      ->needs(interface);
}

const char* remote_help() {
  return R"text(How to see what others send

A mirror port. Have the switch copy the storage's port to the port where runseal is:
  Cisco IOS        monitor session 1 source interface Gi1/0/10 both
                   monitor session 1 destination interface Gi1/0/24
  Linux bridge     tc qdisc add dev eth0 clsact
                   tc filter add dev eth0 ingress matchall action mirred egress mirror dev eth1
                   (the same with egress)
  then             runseal capture --interface eth1 --for 24h --ring /var/captures,50G
A mirror over the network (ERSPAN, VXLAN) is unpacked by itself.

On a NAS or a server that has tcpdump, without installing anything:
  ssh admin@nas01 "tcpdump -i any -s 2000 -U -w - 'tcp port 445 or tcp port 2049'" | runseal capture -

On Windows Server, as administrator, with what it brings along:
  pktmon start --capture --pkt-size 2000 --file-name C:\run.etl
  pktmon stop
  pktmon etl2pcap C:\run.etl --out C:\run.pcapng
  then, anywhere   runseal capture run.pcapng

The first 2000 bytes of a packet are enough for all that is read, and less of patients' data is copied. With 256 it is
still seen whether SMB and NFS were encrypted and, of most of it, signed; long names, names in NFS 4, who logged in, and
what SSH and TLS agreed on are not. Capture where the traffic passes, in both directions: half of a conversation tells
half of it.
)text";
}

}  // namespace runseal::app
