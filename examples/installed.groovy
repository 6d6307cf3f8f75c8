// What belongs to this project must be what was installed here just now. A file that came out of a
// repository has that repository's name behind it.
def ours = new File(localRepositoryPath, "io/github/resshift")
def foreign = []
ours.eachFileRecurse { file ->
  if (file.name == "_remote.repositories") {
    file.eachLine { line ->
      if (!line.startsWith("#") && !line.endsWith(">=")) {
        foreign << file.parentFile.name + ": " + line
      }
    }
  }
}
if (!ours.isDirectory() || foreign) {
  println "These artefacts of this project were not installed here: " + foreign
  return false
}
return true
