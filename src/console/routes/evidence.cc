#include "console/routes/evidence.h"

#include <charconv>
#include <limits>

#include "base/text.h"
#include "evidence/prover.h"
#include "service/directory.h"
#include "service/jobs.h"
#include "service/notice_bundle.h"
#include "service/notices.h"
#include "store/entries.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

constexpr std::size_t most_items = 500;
constexpr std::size_t usual_items = 50;
constexpr std::size_t most_text = 200;  // bytes of a search

Result<std::uint64_t> number_in(const std::string& text, const char* what) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(ErrorCode::invalid, std::string(what) + " must be a whole number", base::printable(text, 40));
  return value;
}

Result<std::uint64_t> asked_number(const Request& request, const char* name, std::uint64_t fallback) {
  const auto text = request.asked(name);
  return text.empty() ? Result<std::uint64_t>(fallback) : number_in(text, name);
}

Result<std::size_t> asked_limit(const Request& request) {
  RUNSEAL_TRY(const auto limit, asked_number(request, "limit", usual_items));
  if (limit == 0 || limit > most_items) return fail(ErrorCode::invalid, "limit must be a whole number from 1 to 500");
  return static_cast<std::size_t>(limit);
}

// An instant, or a day and then its beginning; in the form that entries have.
Result<std::string> asked_time(const Request& request, const char* name) {
  const auto text = request.asked(name);
  if (text.empty()) return text;
  if (const auto day = base::parse_date(text)) return base::format_instant(base::start_of(*day));
  const auto instant = base::parse_instant(text);
  if (!instant)
    return fail(ErrorCode::invalid, std::string(name) + " must be a day or a time in UTC", base::printable(text, 40),
                "for example 2026-11-26 or 2026-11-26T15:00:00Z");
  return base::format_instant(*instant);
}

Result<store::EntrySearch> asked_search(const Request& request) {
  store::EntrySearch search;
  search.kind = request.asked("kind");
  search.subject = request.asked("subject");
  search.text = request.asked("text");
  if (search.text.size() > most_text) return fail(ErrorCode::invalid, "text must have at most 200 bytes");
  RUNSEAL_TRY(search.since, asked_time(request, "since"));
  RUNSEAL_TRY(search.until, asked_time(request, "until"));
  RUNSEAL_TRY(search.most, asked_limit(request));
  if (!request.asked("before").empty()) {
    RUNSEAL_TRY(search.before, asked_number(request, "before", 0));
  }
  return search;
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto search, asked_search(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());
    RUNSEAL_TRY(const auto found, store::search_entries(workspace.database(), search));
    Json items = Json::array();
    for (const auto& one : found.items) items.push_back({{"index", one.index}, {"entry", one.entry}});
    Json document{{"items", std::move(items)}, {"size", checkpoint.size}};
    document["next"] = found.next ? Json(*found.next) : Json(nullptr);
    return Answer::json(document);
  });
}

struct Proved {
  evidence::EntryProof proof;
  evidence::Checkpoint checkpoint;
  std::string key;
};

Result<Proved> proved(Console& console, const Request& request) {
  RUNSEAL_TRY(const auto index, number_in(request.param("index"), "an entry's number"));
  return console.directory.read<Proved>([&](Workspace& workspace) -> Result<Proved> {
    RUNSEAL_TRY(auto checkpoint, workspace.checkpoint());
    evidence::Prover prover(workspace.files(), workspace.evidence_folder(), checkpoint);
    RUNSEAL_TRY(auto proof, prover.prove(index));
    const auto& verifier = workspace.verifier();
    return Proved{std::move(proof), std::move(checkpoint), evidence::format_vkey(verifier.name, verifier.key)};
  });
}

Result<Answer> one(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto found, proved(console, request));
  const auto& bytes = found.proof.entry;
  auto entry = base::parse_json(base::as_text(bytes), evidence::max_entry);
  if (!entry) return fail(ErrorCode::corrupt, entry.error().what, "entry " + std::to_string(found.proof.index));
  return Answer::json(
      {{"index", found.proof.index}, {"entry", *std::move(entry)}, {"leaf_base64", base::to_base64(bytes)}});
}

Json in_base64(const std::vector<base::Digest>& hashes) {
  Json out = Json::array();
  for (const auto& hash : hashes) out.push_back(base::to_base64(hash));
  return out;
}

Result<Answer> proof(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto found, proved(console, request));
  return Answer::json({{"index", found.proof.index},
                       {"size", found.checkpoint.size},
                       {"leaf", base::to_base64(found.proof.entry)},
                       {"path", in_base64(found.proof.path)},
                       {"checkpoint", found.checkpoint.note},
                       {"key", found.key}});
}

Result<Answer> key(Console& console, const Request&, const Caller&) {
  return console.directory.read<Answer>([](Workspace& workspace) -> Result<Answer> {
    const auto& verifier = workspace.verifier();
    return Answer::json({{"key", evidence::format_vkey(verifier.name, verifier.key)}, {"origin", verifier.name}});
  });
}

// A checkpoint that this store saw, held against the log as it is now.
Result<Json> remembered(Workspace& workspace, evidence::Prover& prover, const std::string& note) {
  RUNSEAL_TRY(const auto older, evidence::parse_checkpoint(note, workspace.verifier()));
  RUNSEAL_TRY(const auto at, store::time_of_entry(workspace.database(), older.size == 0 ? 0 : older.size - 1));
  const auto path = prover.consistency_from(older);
  if (!path && path.error().code == ErrorCode::io) return fail(path.error());
  return Json{{"size", older.size},
              {"root", base::to_base64(older.root)},
              {"at", at},
              {"checkpoint", note},
              {"holds", path.has_value()},
              {"problem", path ? std::string() : path.error().what},
              {"path", path ? in_base64(*path) : Json::array()}};
}

Result<Answer> checkpoints(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto limit, asked_limit(request));
  RUNSEAL_TRY(const auto below, asked_number(request, "before", std::numeric_limits<std::uint64_t>::max()));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(auto notes, store::checkpoints_below(workspace.database(), below, limit + 1));
    const bool more = notes.size() > limit;
    if (more) notes.pop_back();
    RUNSEAL_TRY(const auto now, workspace.checkpoint());
    evidence::Prover prover(workspace.files(), workspace.evidence_folder(), now);
    Json items = Json::array();
    for (const auto& note : notes) {
      RUNSEAL_TRY(auto item, remembered(workspace, prover, note));
      items.push_back(std::move(item));
    }
    Json document{{"checkpoint", now.note}, {"size", now.size}};
    document["next"] = more ? items.back().at("size") : Json(nullptr);
    document["items"] = std::move(items);
    return Answer::json(document);
  });
}

Result<Answer> check(Console& console, const Request&, const Caller& caller) {
  RUNSEAL_TRY(const auto job, console.jobs.submit("check-evidence", Json::object(), service::actor_of(caller)));
  return Answer::json(job, 202);
}

Result<Answer> bundle(Console& console, const Request& request, const Caller&) {
  if (request.asked("notice").empty()) return fail(ErrorCode::invalid, "name the notice, as in ?notice=FSN2024-1562");
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto notice, service::notice_named(workspace, request.asked("notice")));
    RUNSEAL_TRY(auto made, service::notice_bundle(workspace, notice));
    return Answer::file(made.file_name, "application/x-tar", std::move(made.content));
  });
}

}  // namespace

std::vector<Route> evidence_routes() {
  using enum service::Permission;
  const std::string root = "/api/v1/evidence";
  return {
      {Method::get, root, view, list},
      {Method::get, root + "/checkpoints", view, checkpoints},
      {Method::get, root + "/key", view, key},
      {Method::get, root + "/bundle", view, bundle},
      {Method::post, root + "/checks", view, check},
      {Method::get, root + "/{index}", view, one},
      {Method::get, root + "/{index}/proof", view, proof},
  };
}

}  // namespace runseal::console
