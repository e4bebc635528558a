#include "service/captures.h"

#include "audit/rules/captured.h"
#include "base/random.h"
#include "base/text.h"
#include "capture/conversations.h"
#include "capture/one_share.h"
#include "capture/pseudonyms.h"
#include "capture/report_json.h"
#include "service/captured_connections.h"
#include "service/kept_captures.h"

namespace runseal::service {
namespace {

using capture::Conversation;
using capture::Report;
using capture::WhichAxis;

constexpr std::size_t most_facts = 200;
constexpr std::size_t most_signs = 20;

struct Readable {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

bool same_talk(const Conversation& one, const std::string& client, const std::string& server, std::uint16_t port) {
  return one.client == client && one.server == server && one.port == port;
}

// `share`: of this one alone; empty: of all.
Readable readable_of(const Report& report, const Conversation& one, const std::string& share) {
  const auto its = [&](const std::string& place, const std::string& path) {
    return share.empty() || capture::lies_in(one, place, path, share);
  };
  Readable all;
  for (const auto& file : report.files) {
    if (!same_talk(one, file.client, file.server, file.port) || !its(file.what.place, file.what.path)) continue;
    ++all.files;
    all.bytes += file.what.read + file.what.written;
  }
  for (const auto& folder : report.folders) {
    if (!same_talk(one, folder.client, folder.server, folder.port) || !its(folder.place, folder.path)) continue;
    all.files += folder.files;
    all.bytes += folder.read + folder.written;
  }
  return all;
}

Json sources_of(const Report& report) {
  Json all = Json::array();
  for (const auto& source : report.sources)
    all.push_back({{"name", base::Path(source.name).filename().string()},
                   {"packets", source.packets},
                   {"sha256", source.sha256.empty() ? Json() : Json(source.sha256)}});
  return all;
}

// Signs that concern the server.
std::vector<std::string> signs_about(const Report& report, const CapturedConnection& connection) {
  std::set<std::string> servers;
  for (const auto i : connection.conversations) servers.insert(report.conversations[i].server);
  std::vector<std::string> sentences;
  for (const auto& sign : report.signs) {
    const bool about = std::ranges::any_of(sign.about, [&](const auto& one) { return servers.contains(one.text()); });
    if (about && sentences.size() < most_signs) sentences.push_back(sign.what);
  }
  return sentences;
}

struct Bounds {
  capture::Moment first;
  capture::Moment last;
};

// The axes, numbers and facts of several conversations as those of one; of one share where they tell it apart.
class Together {
 public:
  Together(const Report& report, std::string share) : report_(report), share_(std::move(share)) {}

  void add(const Conversation& one) {
    const auto its = share_.empty() ? std::nullopt : capture::of_share(one, share_);
    capture::add_axis(integrity_, its ? its->integrity : axis(one, WhichAxis::integrity));
    capture::add_axis(confidentiality_, its ? its->confidentiality : axis(one, WhichAxis::confidentiality));
    capture::add_axis(peer_authenticity_, its && its->peer_authenticity ? *its->peer_authenticity
                                                                        : axis(one, WhichAxis::peer_authenticity));
    if (bounds_.first.packet == 0 || one.first.packet < bounds_.first.packet) bounds_.first = one.first;
    if (bounds_.last.packet < one.last.packet) bounds_.last = one.last;
    flows_ += one.flows;
    not_seen_ += one.bytes_not_seen + one.bytes_not_kept;
    clients_.insert(one.client);
    const auto readable = readable_of(report_, one, its ? share_ : std::string());
    readable_.files += readable.files;
    readable_.bytes += readable.bytes;
    for (const auto& [id, fact] : one.facts) {
      const auto [at, fresh] = facts_.try_emplace(id, fact);
      if (!fresh) capture::merge_fact(at->second, fact);
    }
  }

  // Further conversations may have been this connection's: of what was not seen nothing is safe.
  void doubt() {
    for (auto* axis : {&integrity_, &confidentiality_, &peer_authenticity_})
      if (axis->grade == model::Protection::protected_)
        *axis = {model::Protection::unknown,
                 "There were too many conversations to keep each; further ones in this protocol may have been this "
                 "connection's."};
  }

  void put(model::Observation& into) const {
    namespace ids = audit::captured;
    const auto set = [&](const char* id, Json value) { into.facts[id] = {std::move(value), "packets"}; };
    set(ids::integrity, integrity_);
    set(ids::confidentiality, confidentiality_);
    set(ids::peer_authenticity, peer_authenticity_);
    set(ids::until, capture::time_text(bounds_.last));
    set(ids::clients, clients_);
    set(ids::flows, flows_);
    set(ids::readable_files, readable_.files);
    set(ids::readable_bytes, readable_.bytes);
    set(ids::bytes_not_seen, not_seen_);
    for (const auto& [id, fact] : facts_)
      if (into.facts.size() < most_facts && !capture::names_somebody(id)) into.facts[id] = {fact.value, "packets"};
    into.at = capture::time_text(bounds_.first);
    const auto span = std::chrono::nanoseconds(bounds_.last.time_ns - bounds_.first.time_ns);
    into.duration_ms = static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(span).count()));
    into.exchanges.push_back(
        {"packets", "read from a capture: nothing was asked", "", 0,
         "packets " + std::to_string(bounds_.first.packet) + " to " + std::to_string(bounds_.last.packet)});
  }

 private:
  // What is not read belongs to a connection of FTP alone.
  static model::Axis axis(const Conversation& one, WhichAxis which) {
    if (one.protocol != "unknown") return told(one, which);
    return {model::Protection::unknown,
            "TLS hides where FTP's files went, and what the same two sent in a protocol that is not read may have been "
            "them."};
  }

  const Report& report_;
  std::string share_;
  model::Axis integrity_;
  model::Axis confidentiality_;
  model::Axis peer_authenticity_;
  Bounds bounds_;
  std::uint64_t flows_ = 0;
  std::uint64_t not_seen_ = 0;
  Readable readable_;
  std::set<std::string> clients_;
  std::map<std::string, capture::SeenFact> facts_;
};

// As the probes call it.
std::string protocol_of(const std::string& scheme) {
  if (scheme == "sftp") return "ssh";
  for (const auto* over_tls : {"https", "ftps", "ldaps", "rsyncs"})
    if (scheme == over_tls) return scheme.substr(0, scheme.size() - 1);
  return scheme;
}

model::Observation observation_of(const Report& report, const CapturedConnection& connection) {
  model::Observation observation;
  observation.id = base::random_id();
  observation.endpoint = connection.target.endpoint.url();
  observation.method = audit::captured_method;
  observation.protocol = protocol_of(connection.target.endpoint.scheme);
  observation.version = RUNSEAL_VERSION;
  observation.complete = true;
  Together together(report, connection.share());
  for (const auto i : connection.conversations) together.add(report.conversations[i]);
  if (connection.perhaps_more) together.doubt();
  together.put(observation);
  observation.facts[audit::captured::files] = {sources_of(report), "packets"};
  if (const auto signs = signs_about(report, connection); !signs.empty())
    observation.facts[audit::captured::signs] = {signs, "packets"};
  return observation;
}

Change capture_change(const Report& report, const Matched& matched, const std::optional<KeepCapture>& keep) {
  Json seen = Json::array();
  for (const auto& one : matched.connections)
    if (!one.conversations.empty()) seen.push_back(one.target.endpoint.url());
  Json signs = Json::object();
  for (const auto& sign : report.signs) signs[sign.id] = signs.value(sign.id, 0) + 1;
  Json data{{"sources", sources_of(report)},
            {"whole", report.whole},
            {"packets", report.packets},
            {"bytes", report.bytes},
            {"from", capture::time_text(report.first)},
            {"to", capture::time_text(report.last)},
            {"conversations", report.conversations.size()},
            {"readable_files", report.files.size()},
            {"signs", signs},
            {"connections", seen},
            {"strangers", matched.strangers.size()}};
  if (keep) {
    data["id"] = keep->id;
    data["kept"] = keep->with_file;
    data["pseudonymised"] = keep->pseudonymised;
  }
  return {"capture",
          report.sources.empty() ? "" : base::Path(report.sources.front().name).filename().string(),
          std::move(data),
          {}};
}

}  // namespace

Result<Captured> take_in_capture(Workspace& workspace, const Report& report, const CaptureOptions& options) {
  RUNSEAL_TRY(auto matched, match_capture(workspace, report, options));
  Captured captured;
  std::vector<Target> targets;
  std::vector<model::Observation> observations;
  for (auto& one : matched.connections) {
    if (one.conversations.empty() && one.perhaps_more) continue;  // neither can be said
    if (one.conversations.empty()) {
      captured.not_seen.push_back(one.target.endpoint.url());
      continue;
    }
    observations.push_back(observation_of(report, one));
    targets.push_back(one.target);
  }
  if (!targets.empty()) {
    RUNSEAL_TRY(captured.measured,
                record_observations(workspace, targets, std::move(observations), options.policy_file));
  }
  auto change = capture_change(report, matched, options.keep);
  captured.talks = std::move(matched.talks);
  captured.strangers = std::move(matched.strangers);
  captured.not_found = std::move(matched.not_found);
  if (options.keep) change.save = saving(workspace, *options.keep, captured);
  RUNSEAL_TRY(captured.evidence, workspace.record(change));
  return captured;
}

}  // namespace runseal::service
