// The files of one SMB flow, and how much of each crossed it readable.
#pragma once

#include <unordered_map>

#include "capture/dissectors/smb_sessions.h"

namespace runseal::capture {

struct SmbFile {
  proto::Smb2FileId id;  // once it is open
  std::shared_ptr<SmbName> name;
  std::uint64_t read = 0;
  std::uint64_t written = 0;
  ByteRange range;
  Moment first;
  Moment last;
  bool told = false;  // to the recorder: what comes now is told at once
};
using SmbFilePtr = std::shared_ptr<SmbFile>;

class SmbFiles {
 public:
  explicit SmbFiles(const FlowContext& context) : context_(context) {}

  // Why they are readable: "SMB 3.1.1 without encryption".
  void because(std::string reason) { reason_ = std::move(reason); }

  [[nodiscard]] SmbFilePtr named(SmbName name, Moment at) const;
  void opened(SmbSession& session, const proto::Smb2FileId& id, const SmbFilePtr& file);
  // That with this number; named by it where nobody was seen to open it.
  [[nodiscard]] SmbFilePtr find(SmbSession& session, const proto::Smb2FileId& id, std::uint32_t tree, Moment at);
  void closed(SmbSession& session, const SmbFile& file);

  void read(SmbFile& file, const FilePart& part, Moment at);
  void written(SmbFile& file, const FilePart& part, Moment at);
  void tell(SmbFile& file);  // that has no number
  void finish();

  [[nodiscard]] bool writing() const;  // a file that was written to is open
  void name_not_kept() { ++names_not_kept_; }
  [[nodiscard]] std::uint64_t names_not_kept() const { return names_not_kept_; }
  [[nodiscard]] std::size_t footprint() const { return files_.size() * 256; }

 private:
  struct Key {
    const SmbSession* session;
    proto::Smb2FileId id;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return (key.id.persistent * 31 + key.id.open + reinterpret_cast<std::uintptr_t>(key.session)) * 0x9e3779b9ULL;
    }
  };
  void keep(const Key& key, const SmbFilePtr& file);
  void seen(SmbFile& file, Moment at);

  const FlowContext& context_;
  std::string reason_ = "SMB 2 or 3 without encryption";  // SMB 1 is known by each message, these by the negotiation
  std::unordered_map<Key, SmbFilePtr, Hash> files_;
  std::uint64_t open_written_ = 0;
  std::uint64_t names_not_kept_ = 0;
};

}  // namespace runseal::capture
