// The folders whose runs a caller of the service may name: `console.run_folders` of runseal.toml. A command line needs
// no such list: it can do no more than the user who runs it.
#pragma once

#include <string>

#include "base/config.h"
#include "base/fd.h"
#include "base/json.h"

namespace runseal::service {

struct AllowedFolder {
  base::Fd fd;      // opened below the allowed folder, past no link
  base::Path path;  // without links

  // For use cases that open it by name: leads to what was opened, whatever takes its name meanwhile.
  [[nodiscard]] base::Path handle() const;
};

enum class Which { below_one, one_or_below };  // of the allowed folders

// `named`: absolute, or relative to one of the allowed folders. Errors: denied (it lies elsewhere, links resolved;
// whether there is anything is not said), not_found, usage, io.
[[nodiscard]] Result<AllowedFolder> allowed_folder(const base::Config& config, const std::string& named,
                                                   Which which = Which::below_one);

// A file below one of `folders` (console.capture_folders), opened for reading past no link on the way from there. The
// errors are the same; invalid: it is no file.
[[nodiscard]] Result<AllowedFolder> allowed_file(const std::vector<std::string>& folders, const std::string& named);

// For people to choose from: [{folder, files: [names]}], the newest two hundred files in each.
[[nodiscard]] Json capture_files(const std::vector<std::string>& folders);
// For people to choose from: [{folder, runs: [names]}], the newest two hundred folders in each.
[[nodiscard]] Json run_folders(const base::Config& config);

}  // namespace runseal::service
