// What stands where, and what needs somebody today. Made from lists and standings: never from all records at once.
#pragma once

#include <set>

#include "service/authority.h"
#include "service/standing.h"
#include "store/lists.h"

namespace runseal::service {

struct Todo {
  std::string kind;  // "danger", "do", "note"
  std::string key;   // of the words for it: "notice_open"
  Json params;
  std::string link;  // in the page
};

struct NoticeState {
  model::Notice notice;
  Standing standing;
  [[nodiscard]] std::string state() const;  // "open", "ready", "answered", "unmatched"
};

// A part of the network that can be taken in at a glance: the worst connections first.
struct NetworkPart {
  struct Line {
    store::ConnectionRow connection;
    std::string device;  // empty: no device declares it
  };
  std::vector<Line> lines;
  std::vector<model::Device> devices;  // of the lines, and others as long as there is room
  std::set<std::string> affected;      // ids among them
  std::uint64_t devices_in_all = 0;
  std::uint64_t connections_in_all = 0;
};

struct Overview {
  std::vector<Todo> todo;  // the most urgent first
  std::vector<NoticeState> notices;
  NetworkPart network;
  std::uint64_t sealed_runs = 0;
  std::vector<std::string> broken_runs;
  std::uint64_t evidence_size = 0;
  std::string evidence_at;  // of the last entry; empty: there is none
};

// Runs of which a check found something wrong, and none has held since; by name.
Result<std::vector<std::string>> broken_runs(Workspace& workspace);

// `caller`: what needs them in particular is added: their tokens, and for those who inspect everybody's, and mail that
// does not go out.
Result<Overview> overview(Workspace& workspace, StandingBook& book, const Caller* caller = nullptr);

}  // namespace runseal::service
