// runseal capture FILE…
#include <unistd.h>

#include <fstream>
#include <future>
#include <iostream>
#include <set>

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>

#include "app/capture_screen.h"
#include "app/cli/capture_live.h"
#include "app/cli/capture_remote.h"
#include "app/context.h"
#include "app/progress.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "capture/proof_file.h"
#include "capture/pseudonyms.h"
#include "capture/read.h"
#include "service/capture_document.h"
#include "service/reports/capture_report.h"

namespace runseal::app {
namespace {

using model::Protection;

constexpr std::uint64_t least_memory = 44'000'000;
constexpr std::uint64_t most_memory = 64'000'000'000;

struct CaptureOptions {
  std::vector<std::string> files;
  std::string connection;
  std::vector<std::string> hosts;
  std::string csv;
  std::string html;
  LiveCaptureOptions live;
  bool remote_help = false;
  std::string policy;
  std::string proof;
  int jobs = 1;
  std::string memory;
  bool pseudonymise = false;
  bool no_record = false;
};

Result<std::map<std::string, std::string>> names_given(const std::vector<std::string>& hosts) {
  std::map<std::string, std::string> names;
  for (const auto& host : hosts) {
    const auto equals = host.find('=');
    const auto address = equals == std::string::npos ? std::string() : host.substr(equals + 1);
    boost::system::error_code wrong;
    boost::asio::ip::make_address(address, wrong);
    if (equals == 0 || wrong)
      return fail(ErrorCode::usage, "\"" + base::printable(host, 60) + "\" names no address", {},
                  "--host NAME=ADDRESS, such as --host nas01=10.1.2.3");
    names[base::fold_case(host.substr(0, equals))] = address;
  }
  return names;
}

int verdict(const capture::Report& report) {
  const auto dropped = [](const capture::SourceRead& source) { return source.dropped > 0; };
  bool unknown = !report.whole || report.conversations_not_kept > 0 || report.broken > 0 ||
                 std::ranges::any_of(report.sources, dropped);
  bool anything = false;
  bool unprotected = !report.signs.empty();
  for (const auto& one : report.conversations) {
    if (one.protocol == "unknown") continue;
    anything = true;
    for (const auto* axis : {&one.integrity, &one.confidentiality, &one.peer_authenticity}) {
      unprotected = unprotected || axis->grade == Protection::absent || axis->grade == Protection::optional;
      unknown = unknown || axis->grade == Protection::unknown;
    }
  }
  if (unprotected) return wrong;
  return unknown || !anything ? could_not_check : holds;
}

// A pipe ends when whoever writes to it does, or with Ctrl-C, as a live capture does; and it can be read only once.
bool is_pipe(const std::string& file) {
  using std::filesystem::file_type;
  std::error_code unknown;
  const auto type = std::filesystem::status(file, unknown).type();
  return file == "-" || type == file_type::fifo || type == file_type::socket || type == file_type::character;
}

std::uint64_t size_of(const std::vector<std::string>& files) {
  std::uint64_t all = 0;
  std::error_code unknown;
  for (const auto& file : files)
    if (std::filesystem::is_regular_file(file, unknown)) all += std::filesystem::file_size(file, unknown);
  return all;
}

// SHA-256 of each file, for the evidence; empty of what is no file, or not to be recorded.
std::vector<std::string> hashes_of(const CaptureOptions& options) {
  std::vector<std::string> all(options.files.size());
  for (std::size_t i = 0; !options.no_record && i < all.size(); ++i) {
    if (is_pipe(options.files[i])) continue;
    std::ifstream file(options.files[i], std::ios::binary);
    std::vector<char> piece(1U << 20U);
    base::Sha256 sha256;
    while (file && !interrupted()) {
      file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      sha256.add(base::as_bytes({piece.data(), static_cast<std::size_t>(file.gcount())}));
    }
    if (file.eof()) all[i] = base::to_hex(sha256.finish());
  }
  return all;
}

Result<capture::ReadingLimits> limits_of(const std::string& memory) {
  if (memory.empty()) return capture::ReadingLimits();
  RUNSEAL_TRY(const auto bytes, size_from_words(memory));
  if (bytes < least_memory || bytes > most_memory)
    return fail(ErrorCode::usage, "--memory is from 44M to 64G", base::printable(memory, 40));
  return capture::ReadingLimits(bytes);
}

Result<capture::Report> read(const Context& context, const CaptureOptions& options) {
  watch_for_interrupts();
  Progress progress("reading", context.json ? ProgressStyle::none : bar_on_a_terminal());
  capture::ReadOptions reading;
  RUNSEAL_TRY(reading.limits, limits_of(options.memory));
  reading.stop = &interrupted();
  reading.bytes_read = &progress.bytes;
  if (const auto bytes = size_of(options.files); bytes > 0) progress.start(0, bytes);  // of a pipe nobody knows
  auto hashes = std::async(std::launch::async, [&] { return hashes_of(options); });
  RUNSEAL_TRY(auto report, options.jobs > 1 ? capture::read_captures_apart(
                                                  options.files, static_cast<std::size_t>(options.jobs), reading)
                                            : capture::read_captures(options.files, reading));
  progress.finish();
  const auto sha256 = hashes.get();
  for (std::size_t i = 0; i < report.sources.size(); ++i) report.sources[i].sha256 = sha256[i];
  if (interrupted() && std::ranges::none_of(options.files, is_pipe))
    return fail(ErrorCode::cancelled, "stopped; nothing of this capture was recorded");
  return report;
}

// Of several files made of several captures, the further ones.
std::string numbered(const std::string& file, std::size_t i) {
  return i == 0 || file.empty() ? file : fmt::format("{}.{}", file, i + 1);
}

// Of each capture its own packets, by their numbers in it.
Result<> write_proof_files(const Context& context, const CaptureOptions& options, const capture::Report& report) {
  if (options.proof.empty()) return {};
  for (std::size_t i = 0; i < report.sources.size(); ++i) {
    const auto& source = report.sources[i];
    std::set<std::uint64_t> packets;
    const auto end = source.first_packet + source.packets;
    for (auto at = report.proof.lower_bound(source.first_packet); at != report.proof.end() && *at < end; ++at)
      packets.insert(*at - source.first_packet + 1);
    const auto out = numbered(options.proof, i);
    RUNSEAL_TRY(const auto written, capture::write_proof(base::real_files(), source.name, packets, out));
    if (!context.json) context.screen.line(fmt::format("written: {} ({} packets, headers only)", out, written));
  }
  return {};
}

// Made only where it is asked for: it may be large.
Result<> write_file(const Context& context, const std::string& file,
                    const std::function<Result<base::LongText>()>& make) {
  if (file.empty()) return {};
  RUNSEAL_TRY(const auto text, make());
  RUNSEAL_CHECK(base::write_pieces_durably(base::real_files(), file, text.pieces()));
  if (!context.json) context.screen.line("written: " + file);
  return {};
}

// Asked before a long reading, and before anything is recorded.
Result<> check_can_be_written(const CaptureOptions& options) {
  for (const base::Path file : {options.csv, options.html, options.proof}) {
    if (file.empty()) continue;
    RUNSEAL_CHECK(base::real_files().may_replace(file));
    const auto folder = file.has_parent_path() ? file.parent_path() : base::Path(".");
    if (::access(folder.c_str(), W_OK | X_OK) != 0) return fail(base::system_error("cannot write here", folder, errno));
  }
  return {};
}

Result<> check_usage(const CaptureOptions& options) {
  const bool live = !options.live.interface.empty();
  RUNSEAL_CHECK(limits_of(options.memory));
  if (live == !options.files.empty())
    return fail(ErrorCode::usage, "say what to read: captures, or --interface (and not both)", {},
                "--remote-help tells how to get at the packets of other machines");
  if (options.no_record && !options.connection.empty())
    return fail(ErrorCode::usage, "--connection records what was seen of it; leave out --no-record");
  if (options.proof.empty()) return {};
  if (live || std::ranges::any_of(options.files, is_pipe))
    return fail(ErrorCode::usage, "--proof reads the capture twice, which only a file can be", {},
                live ? "--ring keeps the packets in files" : "name a file");
  return {};
}

Result<capture::Report> report_of(const Context& context, const CaptureOptions& options) {
  if (options.live.interface.empty()) return read(context, options);
  RUNSEAL_TRY(const auto limits, limits_of(options.memory));
  const auto& file = options.html.empty() ? options.csv : options.html;
  LiveOutcome outcome{{}, {options.csv, options.html}, {}};
  if (!options.no_record)
    outcome.place = outcome.data = context.data_folder();
  else if (!file.empty())
    outcome.place = file;
  return capture_live(context, options.live, limits, outcome);
}

// What is shown and written of a report, wherever it was made.
Result<int> tell(const Context& context, const CaptureOptions& options, const capture::Report& report,
                 const service::Captured* known) {
  if (context.json)
    service::print_capture_document(std::cout, report, known);
  else
    show_capture(context.screen, report, known);
  RUNSEAL_CHECK(write_file(context, options.csv, [&] { return service::exposure_csv(report, known); }));
  RUNSEAL_CHECK(write_file(context, options.html, [&] { return service::capture_html(report, known); }));
  return verdict(report);
}

Result<> check_remote_usage(const CaptureOptions& options) {
  if (options.files.empty() || options.jobs != 1 || std::ranges::find(options.files, "-") != options.files.end())
    return fail(ErrorCode::usage, "a service reads captures one after the other, from files", {},
                "name files, and leave out --jobs");
  if (options.no_record || !options.policy.empty() || !options.memory.empty())
    return fail(ErrorCode::usage, "a service records what it reads, and judges by its own policy", {},
                "leave out --server to read here");
  for (const auto& file : options.files) RUNSEAL_CHECK(check_can_be_sent(file));
  return {};
}

// Each by itself, and told of as soon as it was read: a later one may fail.
Result<int> capture_remotely(const Context& context, const CaptureOptions& options) {
  RUNSEAL_CHECK(check_remote_usage(options));
  RUNSEAL_CHECK(names_given(options.hosts));
  int worst = holds;
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    const auto& file = options.files[i];
    auto of_one = options;
    of_one.csv = numbered(options.csv, i);
    of_one.html = numbered(options.html, i);
    if (options.files.size() > 1 && !context.json) context.screen.heading(file);
    RUNSEAL_TRY(const auto read, read_by_service(context, {file, options.connection, options.hosts,
                                                           options.pseudonymise, numbered(options.proof, i)}));
    RUNSEAL_TRY(const auto found, tell(context, of_one, read.report, &read.captured));
    if (found == wrong || worst == holds) worst = found;
  }
  return worst;
}

Result<int> capture_all(const Context& context, const CaptureOptions& options) {
  if (options.remote_help) {
    context.screen.verbatim(remote_help(), 0);
    return holds;
  }
  RUNSEAL_CHECK(check_usage(options));
  if (options.live.interface.empty()) RUNSEAL_CHECK(check_can_be_written(options));  // else as whoever it becomes
  if (context.remote()) return capture_remotely(context, options);
  service::CaptureOptions taking;
  RUNSEAL_TRY(taking.names, names_given(options.hosts));
  if (!options.connection.empty()) taking.connection = options.connection;
  if (!options.policy.empty()) taking.policy_file = options.policy;
  RUNSEAL_TRY(auto report, report_of(context, options));
  std::optional<service::Captured> captured;
  if (!options.no_record) {
    RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
    RUNSEAL_TRY(captured, service::take_in_capture(workspace, report, taking));
  }
  RUNSEAL_CHECK(write_proof_files(context, options, report));
  if (options.pseudonymise) capture::pseudonymise(report, base::random_bytes(32));
  return tell(context, options, report, captured ? &*captured : nullptr);
}

}  // namespace

void add_capture_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<CaptureOptions>();
  auto* command =
      add_remote_command(program, context, "capture", "read captured packets: what was really protected, what lay open",
                         [&context, options] { return capture_all(context, *options); });
  command->add_option("FILE", options->files, "captures (pcap, pcapng, also gzip), in order; - reads standard input");
  add_live_options(*command, options->live);
  command->add_flag("--remote-help", options->remote_help,
                    "how to get at the packets of other machines; reads nothing");
  command->add_option("--connection", options->connection,
                      "all that fits it belongs to this connection: smb://nas01/runs");
  command->add_option("--host", options->hosts, "NAME=ADDRESS: the address that a host name had when it was captured")
      ->allow_extra_args(false);
  command->add_option("--csv", options->csv, "also write the files that crossed readable to this file");
  command->add_option("--html", options->html, "also write a report to read and print to this file");
  command->add_option("--proof", options->proof,
                      "also write the packets that this rests on, without their payload (pcapng)");
  command->add_flag("--pseudonymise", options->pseudonymise,
                    "put pseudonyms for the names of files, people and clients");
  command->add_option("--jobs", options->jobs, "files read at the same time, each by itself")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--memory", options->memory,
                      "at most so much for a capture (default 64M); with 1G more flows and file names are kept apart");
  command->add_option("--policy", options->policy, "policy file (default: policy.toml in the data directory)")
      ->check(CLI::ExistingFile);
  command->add_flag("--no-record", options->no_record, "only say what it shows: no inventory, no evidence");
  command->footer(
      "Exit: 0 all that was recognised was protected, 1 something was not, or there\nare signs of interference, 3 "
      "something is unknown, nothing was recognised, or not all\nwas captured and could be read.");
}

}  // namespace runseal::app
