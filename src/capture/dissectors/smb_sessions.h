// What is known of SMB sessions: which shares and files their numbers mean. A session may run over several connections
// (multichannel, MS-SMB2 3.3.5.5), so it is shared by all flows that speak of it, and goes with the last of them.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "capture/dissector.h"
#include "proto/smb2_messages.h"

namespace runseal::capture {

struct SmbName {
  std::string share;
  std::string path;     // with '/'; empty: the share's own folder
  bool pipe = false;    // a service of the server, and no file
  bool closed = false;  // its number may mean another file by now
};

struct SmbTree {
  std::string share;  // empty: that it was connected was seen, and not to what
  bool pipe = false;
  bool about_files = false;  // of pipes: over them something was asked that may be
};

class SmbSession {
 public:
  // Nothing is kept over these; `true` where it was.
  bool keep_tree(std::uint32_t id, SmbTree tree);
  void forget_tree(std::uint32_t id);
  void asks_about_files(std::uint32_t tree);
  bool keep_file(const proto::Smb2FileId& id, std::shared_ptr<SmbName> name);
  void forget_file(const proto::Smb2FileId& id);

  [[nodiscard]] SmbTree tree(std::uint32_t id) const;         // named by its number where its share was not seen
  [[nodiscard]] std::string share(std::uint32_t tree) const;  // empty there
  // Of pipes, and what was asked over them so far is known not to be about files.
  [[nodiscard]] bool services_only(std::uint32_t tree) const;
  [[nodiscard]] std::shared_ptr<SmbName> file(const proto::Smb2FileId& id) const;  // may be nothing
  [[nodiscard]] std::size_t footprint() const { return footprint_; }

 private:
  struct Hash {
    std::size_t operator()(const proto::Smb2FileId& id) const { return (id.persistent * 31 + id.open) * 0x9e3779b9ULL; }
  };
  std::map<std::uint32_t, SmbTree> trees_;
  std::unordered_map<proto::Smb2FileId, std::shared_ptr<SmbName>, Hash> files_;
  std::size_t footprint_ = 256;
};

// All sessions of one reading. Not for several threads at once.
class SmbSessions {
 public:
  // That which the flow shares with all others, made when there is none.
  [[nodiscard]] static std::shared_ptr<SmbSessions> of(const FlowContext& flow);

  // `client`: the GUID that its connections have in common, or nothing where it was not seen.
  [[nodiscard]] std::shared_ptr<SmbSession> session(std::uint64_t id, const FlowKey& flow, ByteView client);

 private:
  using Key = std::array<std::uint8_t, 40>;  // the session's id, and the client's GUID or both addresses
  std::shared_ptr<SmbSession> find(const Key& key) const;
  void sweep();

  std::map<Key, std::weak_ptr<SmbSession>> sessions_;
  std::size_t sweep_at_ = 1024;
};

}  // namespace runseal::capture
