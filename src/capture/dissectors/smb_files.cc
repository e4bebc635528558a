#include "capture/dissectors/smb_files.h"

#include <fmt/format.h>

namespace runseal::capture {
namespace {

constexpr std::size_t most_files = 4096;  // more are told to the recorder early, and go on from nought

}  // namespace

SmbFilePtr SmbFiles::named(SmbName name, Moment at) const {
  auto file = std::make_shared<SmbFile>();
  file->name = std::make_shared<SmbName>(std::move(name));
  file->first = file->last = at;
  return file;
}

void SmbFiles::opened(SmbSession& session, const proto::Smb2FileId& id, const SmbFilePtr& file) {
  file->id = id;
  if (!session.keep_file(id, file->name)) ++names_not_kept_;
  keep({&session, id}, file);
}

void SmbFiles::keep(const Key& key, const SmbFilePtr& file) {
  if (files_.size() >= most_files) finish();
  auto& mine = files_[key];
  if (mine) tell(*mine);
  mine = file;
}

SmbFilePtr SmbFiles::find(SmbSession& session, const proto::Smb2FileId& id, std::uint32_t tree, Moment at) {
  const Key key{&session, id};
  const auto mine = files_.find(key);
  if (mine != files_.end() && !mine->second->name->closed) return mine->second;
  auto file = std::make_shared<SmbFile>();
  file->id = id;
  file->first = file->last = at;
  file->name = session.file(id);
  if (!file->name) {
    const auto on = session.tree(tree);
    const auto number =
        id.persistent == id.open ? fmt::format("{:x}", id.open) : fmt::format("{:x}-{:x}", id.persistent, id.open);
    file->name = std::make_shared<SmbName>(SmbName{on.share, "file 0x" + number, on.pipe, false});
    if (!session.keep_file(id, file->name)) ++names_not_kept_;
  }
  keep(key, file);
  return file;
}

void SmbFiles::closed(SmbSession& session, const SmbFile& file) {
  const auto id = file.id;  // it may be gone with what follows
  const auto mine = files_.find({&session, id});
  if (mine != files_.end()) {
    if (mine->second->written > 0 && open_written_ > 0) --open_written_;
    tell(*mine->second);
    files_.erase(mine);
  }
  session.forget_file(id);
}

void SmbFiles::seen(SmbFile& file, Moment at) {
  file.last = at;
  if (file.told) tell(file);
}

void SmbFiles::read(SmbFile& file, const FilePart& part, Moment at) {
  file.read += part.bytes;
  file.range.add(part);
  seen(file, at);
}

void SmbFiles::written(SmbFile& file, const FilePart& part, Moment at) {
  if (file.written == 0 && part.bytes > 0 && !file.told) ++open_written_;
  file.written += part.bytes;
  file.range.add(part);
  seen(file, at);
}

void SmbFiles::tell(SmbFile& file) {
  const bool again = std::exchange(file.told, true);
  const bool bytes = file.read > 0 || file.written > 0;
  if (file.name->pipe || (file.name->path.empty() && !bytes) || (again && !bytes)) return;
  if (context_.recorder != nullptr)
    context_.recorder->exposed(context_.key, {file.name->share, file.name->path, file.read, file.written, file.first,
                                              file.last, reason_, file.range});
  file.read = file.written = 0;
  file.range = {};
  file.first = file.last;
}

void SmbFiles::finish() {
  for (auto& [key, file] : files_) tell(*file);
  files_.clear();
  open_written_ = 0;
}

bool SmbFiles::writing() const { return open_written_ > 0; }

}  // namespace runseal::capture
