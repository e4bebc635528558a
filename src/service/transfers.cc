#include "service/transfers.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/endpoint.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/following.h"
#include "service/node.h"
#include "service/pairing.h"
#include "service/run_paths.h"
#include "service/run_rules.h"
#include "service/seal_before.h"
#include "service/send_sinks.h"
#include "store/records.h"
#include "transfer/seal/manifest.h"

namespace runseal::service {
namespace {

// A place that ends with '/' is the folder that the run goes into; else it is the run's name there.
std::string name_at(const SendRequest& request, const base::Endpoint& sink, const RunFolder& run) {
  if (sink.path.empty()) return run.folder_name;
  return base::trim(request.sink).ends_with('/') ? sink.path + '/' + run.folder_name : sink.path;
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

const transfer::SinkKind* kind_of(const SendRequest& request) {
  const auto found = std::find_if(request.sinks.begin(), request.sinks.end(), [&](const transfer::SinkKind& kind) {
    return request.sink.starts_with(kind.description->scheme + ":");
  });
  return found == request.sinks.end() ? nullptr : &*found;
}

// A folder's bare name is no place: what runseal would do there depends on what it is.
Result<> must_name_its_scheme(const std::string& sink) {
  if (sink.contains(':') || sink.starts_with("\\\\")) return {};
  const auto folder = std::filesystem::absolute(sink).lexically_normal().string();
  return fail(ErrorCode::usage, "the destination does not say what kind of place it is", base::printable(sink, 120),
              "a folder, mounted or on this machine, is written file://" + base::printable(folder, 300));
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
  sending.kind = kind_of(request);
  if (sending.kind == nullptr) {
    RUNSEAL_CHECK(must_name_its_scheme(request.sink));
    RUNSEAL_TRY(sending.sink, base::parse_endpoint(request.sink));
  }
  if (sending.sink.scheme == "runseal") {
    RUNSEAL_TRY(sending.node, node_at(workspace, sending.sink));
    sending.name = name_at(request, sending.sink, sending.run);
  } else if (sending.kind != nullptr || sending.sink.scheme == "file") {
    sending.name = sending.run.folder_name;
  } else {
    return fail(ErrorCode::usage, "runs cannot be sent to " + sending.sink.scheme + ":", {},
                "`runseal send --help` names the destinations there are");
  }
  RUNSEAL_TRY(const auto events, store::run_events(workspace.database(), sending.sealed_name()));
  for (const auto& [event, evidence] : events)
    if (event.kind == "sealed" || event.kind == "sent") sending.previous = event.seal_sha256;
  return sending;
}

// The sealing step: what the seal says beyond the hashes.
transfer::SealRun sealing(const Sending& sending, const SendRequest& request, const Following* following,
                          const base::Clock& clock) {
  return [&sending, &request, following, &clock](const transfer::EntryRefs& entries) {
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
    return transfer::make_seal(std::move(seal), entries, sending.key);
  };
}

// Under which seal the run stands there: one that was there already keeps its own, and not the one made to compare it.
Result<> name_seal(const Sending& sending, SentRun& run) {
  const auto& files = run.sent.files;
  RUNSEAL_TRY(const auto json, base::parse_json(files.seal));
  RUNSEAL_TRY(run.seal, base::from_json<model::Seal>(json, "seal.json"));
  run.seal_is_told = !run.sent.was_there || sending.kind != nullptr;  // of a sink the seal was read
  run.sha256 = run.seal_is_told ? base::sha256_hex(base::as_bytes(files.seal)) : run.sent.receipt.seal_sha256;
  return {};
}

model::RunEvent event_of(const Sending& sending, const SentRun& run, const transfer::Progress& progress,
                         const base::Clock& clock) {
  Json details{{"receiver", run.sent.receipt.receiver},
               {"read_back", run.sent.receipt.read_back},
               {"files", run.seal.files},
               {"bytes", run.seal.bytes},
               {"bytes_sent", progress.bytes_sent.load()},
               {"bytes_resent", progress.bytes_resent.load()},
               {"attempts", progress.connects.load()}};
  if (run.seal_is_told) {
    details["host"] = run.seal.host;
    details["signer"] = run.seal.signer;
    details["hashed_at"] = run.seal.hashed_at;
    details["complete"] = run.seal.complete;
  }
  return {base::random_id(),
          sending.sealed_name(),
          "sent",
          run.sent.was_there ? base::format_instant(clock.now()) : run.seal.hashed_to,
          transfer::shown_path(sending.run.path.string()),
          run.to,
          run.sha256,
          run.sent.was_there ? "was there already" : "ok",
          std::move(details)};
}

Result<std::uint64_t> record(Workspace& workspace, const model::RunEvent& event) {
  return workspace.record(
      Change{"run", event.run, Json(event), [event](store::Database& database, const std::string& entry) {
               return store::save_run_event(database, event, entry);
             }});
}

Result<base::Path> keep(const base::Path& folder, const std::string& run, const std::string& sha256,
                        const transfer::SealFiles& files) {
  auto path = second_place(folder / "seals", run, sha256);
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
  const auto seal = sealing(*sending, request, following ? &*following : nullptr, clock);
  RUNSEAL_TRY(run.sent, send_to(*sending, feed, request, seal, progress));
  RUNSEAL_CHECK(name_seal(*sending, run));
  const auto& server = sending->node ? sending->node->name : run.sent.server;
  run.to = request.sink + (server.empty() ? "" : " (" + server + ")");
  RUNSEAL_TRY(auto workspace, open());
  if (!run.sent.was_there) {
    RUNSEAL_TRY(run.kept, keep(workspace.folder(), sending->run.folder_name, run.sha256, run.sent.files));
  }
  RUNSEAL_TRY(run.evidence, record(workspace, event_of(*sending, run, progress, clock)));
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
           {"not_as_sent", run.not_as_sent},
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
  options.host = host_name();
  options.read_back = request.read_back;
  options.once = request.once;
  options.stop = request.stop;
  options.live = request.live;
  options.say = request.say;
  options.who = [&](const base::PublicKey& peer) -> Result<transfer::Peer> {
    RUNSEAL_TRY(auto workspace, read());
    RUNSEAL_TRY(const auto node, admitted(workspace, peer));
    return transfer::Peer{node.name, node.folder};
  };
  options.record = [&](const transfer::ReceivedRun& run) -> Result<> {
    RUNSEAL_TRY(auto workspace, open());
    RUNSEAL_CHECK(keep(workspace.folder(), base::Path(run.name).filename().string(), run.seal_sha256, run.files));
    RUNSEAL_CHECK(record(workspace, received_event(run, request, workspace.clock())));
    if (run.not_as_sent > 0 && request.say) request.say(not_as_sent(run), true);
    return {};
  };
  RUNSEAL_TRY(auto receiver, transfer::Receiver::open(std::move(options), *key, request.listen));
  if (request.started) request.started(receiver.port(), key->public_key());
  return receiver.serve();
}

}  // namespace runseal::service
