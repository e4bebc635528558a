#include "service/transfers.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/endpoint.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "proto/mount_table.h"
#include "service/following.h"
#include "service/node.h"
#include "service/pairing.h"
#include "service/run_paths.h"
#include "service/run_rules.h"
#include "store/records.h"
#include "transfer/engine/deposit.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/sftp.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_mountinfo = 8U << 20U;

// What is known before the first byte.
struct Sending {
  RunFolder run;
  RunRules rules;
  base::PrivateKey key;
  std::string previous;
  std::string name;  // at the destination
  base::Endpoint sink;
  std::optional<model::Node> node;            // runseal:
  std::optional<transfer::SftpOptions> sftp;  // sftp:
  std::string started;

  // the name of the folder in which the seal will stand
  [[nodiscard]] std::string sealed_name() const { return transfer::shown_path(base::Path(name).filename().string()); }
};

std::string default_name(const std::string& path, const RunFolder& run) {
  if (path.empty()) return run.folder_name;
  return path.ends_with('/') ? path + run.folder_name : path;
}

// By address, else by the name under which it was paired.
Result<model::Node> node_at(Workspace& workspace, const base::Endpoint& sink) {
  const base::HostPort wanted{sink.host, sink.port == 0 ? transfer::default_port : sink.port};
  RUNSEAL_TRY(const auto nodes, store::all_nodes(workspace.database()));
  const model::Node* found = nullptr;
  for (const auto& [node, evidence] : nodes) {
    if (node.address.empty() || !node.revoked.empty()) continue;
    const auto address = base::parse_host_port(node.address, transfer::default_port);
    const bool named = base::fold_case(node.name) == base::fold_case(sink.host) &&
                       (sink.port == 0 || (address && address->port == sink.port));
    const bool addressed =
        address && base::fold_case(address->host) == base::fold_case(wanted.host) && address->port == wanted.port;
    if (addressed || (named && found == nullptr)) found = &node;
  }
  if (found != nullptr) return *found;
  return fail(ErrorCode::denied, "this node is not paired with a receiver at " + wanted.text(), {},
              "on the receiver: runseal node pair --address " + wanted.text() + "; paste what it prints here");
}

Result<Sending> prepare(Workspace& workspace, const SendRequest& request) {
  RUNSEAL_TRY(auto key, node_key(workspace));
  RUNSEAL_TRY(auto run, open_run(request.run));
  RunRules rules;
  if (!request.follow) {
    RUNSEAL_TRY(rules, rules_of_run(run, request.rules, workspace.now()));
    if (!rules.incomplete.empty() && !request.incomplete)
      return fail(ErrorCode::conflict, "the run is not complete: " + rules.incomplete, run.name,
                  "send it with --follow while it is written, or with --incomplete as it stands");
    if (!rules.incomplete.empty()) rules.complete.clear();
    if (!request.complete.empty()) rules.complete = request.complete;
  }
  Sending sending{
      std::move(run), std::move(rules), std::move(key), {}, {}, {}, {}, {}, base::format_instant(workspace.now())};
  if (request.sink.starts_with("sftp:")) {
    RUNSEAL_TRY(sending.sftp, transfer::parse_sftp_url(request.sink));
    sending.sftp->to.identity = request.identity;
    sending.sftp->to.known_hosts = request.known_hosts;
  } else {
    RUNSEAL_TRY(sending.sink, base::parse_endpoint(request.sink));
  }
  if (sending.sink.scheme == "runseal") {
    RUNSEAL_TRY(sending.node, node_at(workspace, sending.sink));
    sending.name = default_name(sending.sink.path, sending.run);
  } else if (sending.sftp || sending.sink.scheme == "file") {
    sending.name = sending.run.folder_name;
  } else {
    return fail(ErrorCode::usage, "runs cannot be sent to " + sending.sink.scheme + ":", {},
                "write runseal://host/run, file:///folder or sftp://user@host/folder");
  }
  RUNSEAL_TRY(const auto events, store::run_events(workspace.database(), sending.sealed_name()));
  for (const auto& [event, evidence] : events)
    if (event.kind == "sealed" || event.kind == "sent") sending.previous = event.seal_sha256;
  return sending;
}

// The sealing step: what the seal says beyond the hashes.
transfer::SealRun sealing(const Sending& sending, const SendRequest& request, const Following* following,
                          const base::Clock& clock, model::Seal& made) {
  return [&sending, &request, following, &clock,
          &made](const std::vector<transfer::Entry>& entries) -> Result<transfer::SealFiles> {
    model::Seal seal;
    seal.run = sending.sealed_name();
    seal.hashed_at = request.hashed_at;
    seal.host = host_name();
    seal.version = RUNSEAL_VERSION;
    seal.hashed_from = sending.started;
    seal.hashed_to = base::format_instant(clock.now());
    seal.rules = following != nullptr ? following->label() : sending.rules.label;
    seal.complete = following != nullptr ? following->complete_by() : sending.rules.complete;
    seal.previous = sending.previous;
    RUNSEAL_TRY(auto files, transfer::make_seal(seal, entries, sending.key));
    RUNSEAL_TRY(const auto json, base::parse_json(files.seal));
    RUNSEAL_TRY(made, base::from_json<model::Seal>(json, "seal.json"));
    return files;
  };
}

// A mounted share that does not protect what travels to it is said before the first byte.
void warn_of_mount(const base::Path& folder, const SendRequest& request) {
  const auto text = base::real_files().read("/proc/self/mountinfo", max_mountinfo);
  if (!text || !request.say) return;
  const auto mount = proto::mount_of(proto::parse_mountinfo(base::as_text(*text)), folder.string());
  if (!mount) return;
  const auto protection = proto::protection_of(*mount);
  if (!protection.network || protection.protects) return;
  request.say(fmt::format("not protected on the way: {} from {}: {}. {}", base::printable(mount->point, 100),
                          base::printable(mount->source, 100), protection.why, protection.remedy),
              true);
}

// A mounted folder: the receiving end runs here, beside the sending end, and reads everything back from the folder.
Result<transfer::Sent> send_to_folder(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                                      const transfer::SealRun& seal, transfer::Progress& progress) {
  std::error_code error;
  const auto into = std::filesystem::canonical(
      sending.sink.path.starts_with('/') ? sending.sink.path : "/" + sending.sink.path, error);
  if (error) return fail(base::system_error("cannot use the folder", sending.sink.path, error.value()));
  warn_of_mount(into, request);
  std::atomic<bool> stop = false;
  transfer::ReceiveOptions options;
  options.into = into;
  options.read_back = true;
  options.stop = &stop;
  options.who = [&](const base::PublicKey& key) -> Result<transfer::Peer> {
    if (key != sending.key.public_key()) return fail(ErrorCode::denied, "not this process");
    return transfer::Peer{"this node", {}};
  };
  RUNSEAL_TRY(auto receiver, transfer::Receiver::open(std::move(options), sending.key, {"127.0.0.1", 0}));
  std::thread receiving([&] { (void)receiver.serve(); });
  const transfer::Destination to{{"127.0.0.1", receiver.port()}, sending.name, sending.key.public_key()};
  auto sent = transfer::send_run(sending.run.fd.get(), feed, to, sending.key, seal, request.options, progress);
  stop = true;
  receiving.join();
  return sent;
}

// What did not come back as it was sent, or could not be read back, is not sent.
std::unexpected<Error> not_sent(const transfer::Deposited& deposited) {
  const bool corrupt = deposited.outcome == transfer::DepositOutcome::corrupt;
  const auto& troubles = corrupt ? deposited.corrupt : deposited.unread;
  Error error{
      ErrorCode::corrupt, {}, {}, "the run stays hidden at the destination; send it again, or to another place"};
  error.what = corrupt
                   ? fmt::format("{} file(s) came back from the destination other than they were sent", troubles.size())
                   : fmt::format("unverified: {} file(s) could not be read back from the destination", troubles.size());
  if (!troubles.empty()) error.where = troubles.front().path + ": " + troubles.front().why;
  return fail(std::move(error));
}

Result<transfer::Sent> send_by_sftp(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                                    const transfer::SealRun& seal, transfer::Progress& progress) {
  RUNSEAL_TRY(const auto sink, transfer::open_sftp(*sending.sftp));
  const auto& wanted = request.options;
  const transfer::DepositOptions options{wanted.streams, wanted.limit, wanted.retry_for, wanted.stop};
  RUNSEAL_TRY(auto deposited,
              transfer::deposit_run(sending.run.fd.get(), feed, *sink, sending.name,
                                    base::ssh_public_key(sending.key.public_key()), seal, options, progress));
  if (deposited.outcome != transfer::DepositOutcome::verified) return not_sent(deposited);
  if (deposited.modes_lost > 0 && request.say)
    request.say(fmt::format("the destination did not keep the executable bit of {} file(s); the seal has it",
                            deposited.modes_lost),
                true);
  transfer::Sent sent{std::move(deposited.files), {}, deposited.was_there};
  sent.receipt.read_back = true;
  return sent;
}

Result<transfer::Sent> send_to(const Sending& sending, transfer::Feed& feed, const SendRequest& request,
                               const transfer::SealRun& seal, transfer::Progress& progress) {
  if (sending.sftp) return send_by_sftp(sending, feed, request, seal, progress);
  if (!sending.node) return send_to_folder(sending, feed, request, seal, progress);
  RUNSEAL_TRY(const auto key, key_of(*sending.node));
  RUNSEAL_TRY(const auto at, base::parse_host_port(sending.node->address, transfer::default_port));
  return transfer::send_run(sending.run.fd.get(), feed, {at, sending.name, key}, sending.key, seal, request.options,
                            progress);
}

model::RunEvent event_of(const Sending& sending, const SentRun& run, const transfer::Progress& progress) {
  return {base::random_id(),
          run.seal.run,
          "sent",
          run.seal.hashed_to,
          transfer::shown_path(sending.run.path.string()),
          run.to,
          run.sha256,
          run.sent.was_there ? "was there already" : "ok",
          Json{{"host", run.seal.host},
               {"signer", run.seal.signer},
               {"receiver", run.sent.receipt.receiver},
               {"read_back", run.sent.receipt.read_back},
               {"hashed_at", run.seal.hashed_at},
               {"files", run.seal.files},
               {"bytes", run.seal.bytes},
               {"bytes_sent", progress.bytes_sent.load()},
               {"bytes_resent", progress.bytes_resent.load()},
               {"attempts", progress.connects.load()},
               {"complete", run.seal.complete}}};
}

Result<std::uint64_t> record(Workspace& workspace, const model::RunEvent& event) {
  return workspace.record(
      Change{"run", event.run, Json(event), [event](store::Database& database, const std::string& entry) {
               return store::save_run_event(database, event, entry);
             }});
}

Result<base::Path> keep(const base::Path& folder, const std::string& run, const std::string& sha256,
                        const transfer::SealFiles& files) {
  auto path = folder / "seals" / (run.substr(0, 200) + "-" + sha256.substr(0, 16));
  RUNSEAL_CHECK(transfer::write_seal(base::real_files(), path, files));
  return path;
}

}  // namespace

Result<SentRun> send_run(const OpenWorkspace& open, const SendRequest& request, transfer::Progress& progress) {
  std::optional<Sending> sending;
  {
    RUNSEAL_TRY(auto workspace, open());
    RUNSEAL_TRY(sending, prepare(workspace, request));
  }
  const auto& clock = base::system_clock();
  std::optional<Following> following;
  if (request.follow) {
    FollowOptions options{request.rules, request.complete_when, request.quiet, std::chrono::seconds(5), {}};
    if (request.quiet && *request.quiet < std::chrono::seconds(10)) options.look_every = std::chrono::milliseconds(500);
    if (request.say) options.say = [&](const std::string& line) { request.say("waiting: " + line, false); };
    RUNSEAL_TRY(following, Following::of(sending->run, std::move(options), clock));
  }
  transfer::WholeTree whole(sending->run.fd.get(), sending->rules.classify);
  transfer::Feed& feed = following ? static_cast<transfer::Feed&>(*following) : whole;
  SentRun run;
  const auto seal = sealing(*sending, request, following ? &*following : nullptr, clock, run.seal);
  RUNSEAL_TRY(run.sent, send_to(*sending, feed, request, seal, progress));
  run.sha256 = base::sha256_hex(base::as_bytes(run.sent.files.seal));
  run.to = request.sink + (sending->node ? " (" + sending->node->name + ")" : "");
  RUNSEAL_TRY(auto workspace, open());
  if (!run.sent.was_there) {
    RUNSEAL_TRY(run.kept, keep(workspace.folder(), sending->run.folder_name, run.sha256, run.sent.files));
  }
  RUNSEAL_TRY(run.evidence, record(workspace, event_of(*sending, run, progress)));
  return run;
}

namespace {

model::RunEvent received_event(const transfer::ReceivedRun& run, const ReceiveRequest& request,
                               const base::Clock& clock) {
  return {
      base::random_id(),
      run.seal.run,
      "received",
      base::format_instant(clock.now()),
      run.from.name,
      transfer::shown_path((request.into / run.name).string()),
      run.seal_sha256,
      run.was_there ? "was there already" : "ok",
      Json{{"signer", run.seal.signer},
           {"hashed_at", run.seal.hashed_at},
           {"host", run.seal.host},
           {"files", run.seal.files},
           {"bytes", run.seal.bytes},
           {"read_back", request.read_back},
           {"receipt_sha256", run.files.receipt.empty() ? "" : base::sha256_hex(base::as_bytes(run.files.receipt))}}};
}

}  // namespace

Result<> receive_runs(const OpenWorkspace& open, const OpenWorkspace& read, const ReceiveRequest& request) {
  std::optional<base::PrivateKey> key;
  {
    RUNSEAL_TRY(auto workspace, open());
    RUNSEAL_TRY(key, node_key(workspace));
  }
  transfer::ReceiveOptions options;
  options.into = request.into;
  options.read_back = request.read_back;
  options.once = request.once;
  options.stop = request.stop;
  options.say = request.say;
  options.who = [&](const base::PublicKey& peer) -> Result<transfer::Peer> {
    RUNSEAL_TRY(auto workspace, read());
    RUNSEAL_TRY(const auto node, admitted(workspace, peer));
    return transfer::Peer{node.name, node.folder};
  };
  options.record = [&](const transfer::ReceivedRun& run) -> Result<> {
    RUNSEAL_TRY(auto workspace, open());
    if (!run.was_there)
      RUNSEAL_CHECK(keep(workspace.folder(), base::Path(run.name).filename().string(), run.seal_sha256, run.files));
    RUNSEAL_CHECK(record(workspace, received_event(run, request, workspace.clock())));
    return {};
  };
  RUNSEAL_TRY(auto receiver, transfer::Receiver::open(std::move(options), *key, request.listen));
  if (request.started) request.started(receiver.port(), key->public_key());
  return receiver.serve();
}

}  // namespace runseal::service
